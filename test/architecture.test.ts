import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The house rules that no compiler checks: architecture.md section 2, as data. */

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly from: string;
  /** A file of ours (`src/core/plan.ts`) or a package (`got`). */
  readonly to: string;
  /** Erased at build. */
  readonly typeOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Without comments and the contents of texts: what rules about words look at. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const files: readonly SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readSource(`src/${name.replaceAll('\\', '/')}`))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, code: withoutProse(text), imports: importsOf(path, text) };
}

export function importsOf(path: string, text: string): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?((?:[^;'"]*?\sfrom\s+)?)['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, names, to]) => ({ from: path, to: resolve(path, to!), typeOnly: type !== undefined || onlyTypes(names!) })),
    ...[...dynamic].map(([, to]) => ({ from: path, to: resolve(path, to!), typeOnly: false })),
  ];
}

/** `{ type A, type B } from` */
function onlyTypes(names: string): boolean {
  const list = /^\{(.*)\}\s+from\s+$/s.exec(names)?.[1];
  return list !== undefined && list.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
}

function resolve(path: string, to: string): string {
  return to.startsWith('.') ? normalize(join(dirname(path), to)).replaceAll('\\', '/').replace(/\.js$/, '.ts') : to;
}

/** Blanks comments and the contents of texts (templates keep what is inside `${}` out of sight too). */
export function withoutProse(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, (part) => (part.startsWith('/') ? ' ' : "''"));
}

/** The storeys of the house, by the first pattern that fits. Pure helpers of a kind count with its spec. */
const zones: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['kinds/spec', /^src\/kinds\/[^/]+\/spec\.ts$/],
  ['kinds/spec', /^src\/kinds\/target-table\/(registry-columns|avro-type)\.ts$/],
  ['main', /^src\/(main|action|process-io|proxy)\.ts$/],
  ['config', /^src\/config\.ts$/],
  ['version', /^src\/version\.ts$/],
  ['core', /^src\/core\//],
  ['flink', /^src\/flink\//],
  ['sources', /^src\/sources\//],
  ['pipeline', /^src\/pipeline\//],
  ['confluent', /^src\/confluent\//],
  ['kinds', /^src\/kinds\//],
  ['git', /^src\/git\//],
  ['ledger', /^src\/ledger\//],
  ['engine', /^src\/engine\//],
  ['report', /^src\/report\//],
  ['github', /^src\/github\//],
  ['action', /^src\/action\//],
  ['watch', /^src\/watch\//],
  ['database', /^src\/database\//],
  ['preflight', /^src\/preflight\//],
  ['verify', /^src\/verify\//],
  ['import', /^src\/import\//],
  ['simulator', /^src\/simulator\//],
  ['cli', /^src\/cli\//],
];

const everything = ['core', 'flink', 'sources', 'kinds/spec', 'pipeline', 'confluent', 'kinds', 'git', 'ledger', 'engine', 'report', 'watch', 'database', 'preflight', 'verify', 'import', 'config', 'version'];

/** What each storey may import, beside itself. `types`: only as `import type`. `node:*`: whatever Node has. */
const allowed: Readonly<Record<string, { readonly values: readonly string[]; readonly types?: readonly string[]; readonly packages: readonly string[] }>> = {
  core: { values: [], packages: ['fast-json-patch', 'node:crypto'] },
  flink: { values: ['core'], packages: ['node:crypto'] },
  sources: { values: ['core', 'flink'], packages: ['node:crypto'] },
  'kinds/spec': { values: ['core', 'flink', 'sources'], packages: [] },
  pipeline: { values: ['core', 'flink', 'sources', 'kinds/spec'], packages: ['ajv', 'ajv/dist/2020.js', 'croner', 'yaml', 'node:fs/promises', 'node:path'] },
  confluent: { values: [], packages: ['got', 'p-retry', 'node:events', 'node:zlib'] },
  kinds: { values: ['core', 'flink', 'kinds/spec', 'confluent'], packages: [] },
  git: { values: [], packages: ['node:*'] },
  ledger: { values: ['core', 'git'], types: ['kinds', 'confluent'], packages: ['node:*'] },
  engine: { values: ['core', 'flink', 'kinds/spec', 'pipeline', 'confluent', 'kinds', 'ledger'], packages: ['node:events'] },
  database: { values: ['core'], packages: ['node:crypto'] },
  preflight: { values: ['core', 'flink', 'sources', 'pipeline', 'database'], packages: [] },
  verify: { values: ['core', 'flink', 'kinds/spec', 'pipeline', 'confluent', 'kinds', 'ledger', 'engine'], packages: ['node:crypto'] },
  import: { values: ['core', 'flink', 'sources', 'kinds/spec', 'kinds', 'pipeline'], types: ['confluent'], packages: [] },
  report: { values: ['core'], packages: ['node:crypto', 'picocolors'] },
  watch: { values: ['core', 'git', 'report'], packages: ['croner', 'got', 'prom-client', 'node:*'] },
  simulator: { values: [], packages: ['ajv', 'yaml', 'node:*'] },
  config: { values: ['core'], packages: [] },
  version: { values: [], packages: ['node:*'] },
  cli: { values: [...everything, 'simulator'], packages: ['commander', 'yaml', 'pino', 'picocolors', 'node:*'] },
  github: { values: ['confluent'], packages: [] },
  action: { values: ['core', 'engine', 'report', 'github', 'cli', 'config', 'version'], packages: ['node:crypto'] },
  main: { values: ['cli', 'action', 'config', 'core', 'report', 'version'], packages: ['agent-base', 'https-proxy-agent', 'pino', 'proxy-from-env', 'node:*'] },
};

export function zoneOf(path: string): string | undefined {
  return zones.find(([, pattern]) => pattern.test(path))?.[0];
}

export function forbiddenImport({ from, to, typeOnly }: Import): string | undefined {
  const zone = zoneOf(from);
  const rules = zone === undefined ? undefined : allowed[zone];
  if (zone === undefined || rules === undefined) return `${from} belongs to no storey of the house`;
  if (!to.startsWith('src/')) return rules.packages.includes(to) || (to.startsWith('node:') && rules.packages.includes('node:*')) ? undefined : `${from}: ${zone} may not use the package ${to}`;
  const other = zoneOf(to);
  if (other === zone || rules.values.includes(other ?? '') || (typeOnly && (rules.types ?? []).includes(other ?? ''))) return undefined;
  return `${from}: ${zone} may not import ${typeOnly ? 'types of ' : ''}${other ?? to} (${to})`;
}

/** Words that only some files may use. */
interface WordRule {
  readonly name: string;
  readonly word: RegExp;
  readonly where?: (path: string) => boolean;
  readonly except?: Readonly<Record<string, string>>;
}

const isPure = (path: string): boolean =>
  ['core', 'sources', 'flink', 'kinds/spec', 'import'].includes(zoneOf(path) ?? '') ||
  path === 'src/confluent/retry.ts' ||
  (zoneOf(path) === 'pipeline' && !['src/pipeline/load.ts', 'src/pipeline/resolve-secrets.ts'].includes(path)) ||
  (zoneOf(path) === 'report' && path !== 'src/report/events.ts');

const words: readonly WordRule[] = [
  { name: 'process.env', word: /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\[/, except: { 'src/config.ts': 'its task' } },
  { name: 'console and process.exit', word: /\bconsole\s*\.|\bprocess\s*\.\s*exit(Code)?\b/, except: { 'src/main.ts': 'its task', 'src/action.ts': 'its task', 'src/process-io.ts': 'the third signal' } },
  { name: 'time and chance in the pure zone', word: /\bnew\s+Date\b|\bDate\s*\.\s*now\b|\bMath\s*\.\s*random\b|\bset(Timeout|Interval|Immediate)\b|\bperformance\s*\./, where: isPure },
  { name: 'files and processes in the pure zone', word: /\bprocess\s*\./, where: isPure },
  { name: 'default exports', word: /^\s*export\s+default\b|^\s*export\s*\{[^}]*\bas\s+default\b/m },
  { name: 'enum, namespace, and parameter properties', word: /^\s*(export\s+)?(const\s+)?(enum|namespace)\s+\w/m },
];

/** `if (source === 'postgres')` and the like: what differs between databases lives in their folders. */
const databaseTest = /(===|!==|==|!=|\bcase)\s*['"`](postgres|postgresql|mysql|sqlserver|oracle|dynamodb|\w+CdcSource\w*|OracleXStreamSource)['"`]/i;

/** Longer than the house likes, with the reason why that is right. */
const longFiles: Readonly<Record<string, string>> = {
  'src/core/codes/documents.ts': 'a table of explanations: data, one entry after the other',
};

const MAX_LINES = 300;

function report(found: readonly string[]): void {
  expect(found, found.join('\n')).toEqual([]);
}

describe('imports', () => {
  it('go down the storeys, never up and never sideways', () => report(files.flatMap((file) => file.imports.flatMap((one) => forbiddenImport(one) ?? []))));

  it('of files lead to files', () => {
    const paths = new Set(files.map((file) => file.path));
    report(files.flatMap((file) => file.imports).filter(({ to }) => to.startsWith('src/') && !paths.has(to)).map(({ from, to }) => `${from}: ${to} does not exist`));
  });

  it('got only in the two transports: to Confluent Cloud, and to Kubernetes', () => {
    const transports = ['src/confluent/transport.ts', 'src/watch/leader/transport.ts'];
    report(files.flatMap((file) => file.imports).filter(({ from, to }) => to === 'got' && !transports.includes(from)).map(({ from }) => from));
  });

  it.each([
    ['prom-client', 'src/watch/server/'],
    ['p-retry', 'src/confluent/'],
    ['fast-json-patch', 'src/core/'],
    ['commander', 'src/cli/'],
  ])('%s only in %s', (name, place) => report(files.flatMap((file) => file.imports).filter(({ from, to }) => to === name && !from.startsWith(place)).map(({ from }) => from)));

  it('the simulator stands alone, and only the command line starts it', () => {
    const simulated = (path: string): boolean => path.startsWith('src/simulator/');
    const crossing = files.flatMap((file) => file.imports).filter(({ from, to }) => to.startsWith('src/') && simulated(from) !== simulated(to));
    report(crossing.filter(({ from, to }) => !(simulated(to) && from.startsWith('src/cli/'))).map(({ from, to }) => `${from} -> ${to}`));
  });

  it('a kind knows no other kind: only the registry knows them all', () => {
    const kindOf = (path: string): string | undefined => /^src\/kinds\/([^/]+)\//.exec(path)?.[1];
    const crossing = files.flatMap((file) => file.imports).filter(({ from, to }) => kindOf(from) !== undefined && kindOf(to) !== undefined && kindOf(from) !== kindOf(to) && kindOf(to) !== 'shared');
    report(crossing.map(({ from, to }) => `${from} -> ${to}`));
  });

  it('a source knows no other source', () => {
    const sourceOf = (path: string): string | undefined => /^src\/sources\/([^/]+)\//.exec(path)?.[1];
    const crossing = files.flatMap((file) => file.imports).filter(({ from, to }) => sourceOf(from) !== undefined && sourceOf(to) !== undefined && sourceOf(from) !== sourceOf(to));
    report(crossing.map(({ from, to }) => `${from} -> ${to}`));
  });
});

describe('words', () => {
  it.each(words)('$name', ({ word, where = () => true, except = {} }) => {
    report(files.filter((file) => where(file.path) && !(file.path in except) && word.test(file.code)).map((file) => `${file.path}: ${word.exec(file.code)![0].trim()}`));
  });

  it('any only with a reason', () => {
    const explicit = /(:|<|\bas|\||&|,|=>)\s*any\b(?!\()|\bany\[\]/;
    report(
      files.flatMap(({ path, text }) => {
        const lines = text.split('\n');
        return lines.flatMap((line, i) => (explicit.test(withoutProse(line)) && !/\/\/ any: /.test(`${lines[i - 1] ?? ''}${line}`) && !/^\s*(\*|\/\*)/.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []));
      }),
    );
  });

  it('no database is asked for by name outside its folder', () => {
    const elsewhere = files.filter(({ path }) => !path.startsWith('src/sources/') && !path.startsWith('src/simulator/'));
    report(elsewhere.flatMap(({ path, text }) => text.split('\n').flatMap((line, i) => (databaseTest.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []))));
  });
});

describe('sizes', () => {
  const lengths = new Map(files.map((file) => [file.path, file.text.split('\n').length - 1]));
  it(`no file is longer than ${MAX_LINES} lines`, () => {
    report([...lengths].filter(([path, length]) => length > MAX_LINES && !(path in longFiles)).map(([path, length]) => `${path}: ${length} lines`));
  });
  it('an exception that is not needed any more is removed', () => report(Object.keys(longFiles).filter((path) => (lengths.get(path) ?? 0) <= MAX_LINES)));
});

describe('this test itself', () => {
  const at = (from: string, to: string, typeOnly = false) => forbiddenImport({ from, to, typeOnly });
  it.each([
    ['src/core/plan.ts', 'src/flink/types.ts', false],
    ['src/core/plan.ts', 'yaml', false],
    ['src/pipeline/parse.ts', 'node:http', false],
    ['src/flink/types.ts', 'src/sources/index.ts', true],
    ['src/sources/index.ts', 'src/pipeline/parse.ts', true],
    ['src/kinds/connector/spec.ts', 'src/kinds/connector/remote.ts', false],
    ['src/pipeline/expand.ts', 'src/kinds/index.ts', false],
    ['src/confluent/kafka.ts', 'src/core/address.ts', true],
    ['src/simulator/clock.ts', 'src/confluent/clock.ts', true],
    ['src/engine/apply.ts', 'src/report/text.ts', false],
    ['src/report/text.ts', 'src/engine/apply.ts', true],
    ['src/engine/apply.ts', 'src/simulator/index.ts', false],
    ['src/elsewhere/x.ts', 'src/core/plan.ts', false],
  ])('finds %s -> %s', (from, to, typeOnly) => expect(at(from, to, typeOnly)).toBeDefined());

  it('reads every form of import', () => {
    const text = "import a from 'x';\nimport type { B } from '../core/b.js';\nimport {\n  type C,\n  type D,\n} from './c.js';\nimport { type E, f } from './e.js';\nexport { g } from './g.js';\nexport type * from './h.js';\nimport './i.js';\nconst j = await import('./j.js');\n";
    expect(importsOf('src/engine/x.ts', text).map(({ to, typeOnly }) => `${to} ${typeOnly}`)).toEqual([
      'x false', 'src/core/b.ts true', 'src/engine/c.ts true', 'src/engine/e.ts false', 'src/engine/g.ts false', 'src/engine/h.ts true', 'src/engine/i.ts false', 'src/engine/j.ts false',
    ]);
  });

  it('tells code from prose', () => {
    expect(withoutProse("a; // process.env\n/* console.log */ b('process.exit', `Date.now()`);")).not.toMatch(/process|console|Date/);
    expect(withoutProse('process.env.X')).toBe('process.env.X');
  });

  it.each([
    ["if (source === 'postgres') {", true], ["case 'mysql':", true], ["name !== \"oracle\"", true], ["plugin === 'PostgresCdcSourceV2'", true],
    ["  postgres,", false], ["describe('the postgres source')", false], ["kind === 'connector'", false],
  ])('database test in %s: %s', (line, want) => expect(databaseTest.test(line)).toBe(want));

  it('sees the whole house', () => expect(files.length).toBeGreaterThan(200));
});
