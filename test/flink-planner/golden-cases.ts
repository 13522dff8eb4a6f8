import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokeniseSql } from '../../src/flink/sql-text.js';
import type { PlanCase } from './flink-case.js';
import { goldenSources } from './golden-sources.js';
import { CHANGING, expectedState, sourceTableSql } from './source-table.js';
import type { SourceKind } from './source-table.js';

const tests = fileURLToPath(new URL('..', import.meta.url));

/** Every golden file of SQL, over each kind of source that its target can be fed from. */
export function goldenCases(): readonly PlanCase[] {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)golden\/.*\.sql$/.test(file)).sort();
  if (files.length === 0) throw new Error('there are no golden files of SQL');
  return files.flatMap((file) => casesOf(relative(tests, join(tests, file)), readFileSync(join(tests, file), 'utf8')));
}

function casesOf(file: string, text: string): readonly PlanCase[] {
  const statements = splitStatements(text);
  const insert = statements.find((statement) => /^INSERT\b/i.test(statement));
  if (insert === undefined) throw new Error(`test/${file} holds no INSERT`);
  const name = sourceOf(insert);
  const source = goldenSources.find((candidate) => candidate.name === name);
  if (!source) throw new Error(`test/${file} reads \`${name}\`: declare its columns in test/flink-planner/golden-sources.ts`);
  const appends = /'changelog\.mode' = 'append'/.test(text) || source.columns['val'] !== undefined || source.appends === true;
  const kinds: readonly SourceKind[] = appends ? ['append'] : CHANGING;
  const filtered = tokeniseSql(insert).some((token) => token.text === 'WHERE');
  return kinds.map((kind) => ({
    group: 'golden files',
    name: `test/${file} from ${kind}`,
    statements: [sourceTableSql(source, kind), ...statements],
    state: expectedState(kind, { filtered, keyCopied: source.key.every((key) => copies(insert, key)) }),
  }));
}

/** Whether the key column is selected as it is, under whatever name. */
function copies(insert: string, column: string): boolean {
  return insert.split('\n').some((line) => line.startsWith(`  \`${column}\` AS `) || /^ {2}`[^`]*`,?$/.test(line) && line.includes(`\`${column}\``));
}

/** Splits at semicolons that end a statement. */
export function splitStatements(text: string): readonly string[] {
  const ends = tokeniseSql(text).filter((token) => token.text === ';').map((token) => token.position);
  return ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1]! + 1, end).trim());
}

/** The table that an INSERT reads: the name after the FROM outside of all parentheses. */
export function sourceOf(insert: string): string {
  let depth = 0;
  for (const [i, token] of tokeniseSql(insert).entries()) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && token.text === 'FROM') return tokeniseSql(insert)[i + 1]!.text.slice(1, -1).replaceAll('``', '`');
  }
  throw new Error(`the statement reads no table: ${insert}`);
}
