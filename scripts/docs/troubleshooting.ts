import { withHoles } from '../../src/core/codes/signatures.js';
import { signatures } from '../../src/core/signatures/index.js';
import type { SafeStep, Signature } from '../../src/core/signatures/index.js';

/** The chapters of the page, by the hundreds of the codes. */
const chapters: readonly (readonly [prefix: string, title: string, about: string])[] = [
  ['CDC70', 'Connectors', 'The connector does not get to its database, or stands still.'],
  ['CDC71', 'Source databases', 'What the database says to a connector that may not, or can no longer, read its log. `reconcile preflight` finds most of it before.'],
  ['CDC72', 'Records and schemas', 'A record or its schema does not get through.'],
  ['CDC73', 'Flink statements', 'DDL that is refused, statements that fail or stand still.'],
  ['CDC74', 'Tableflow', 'What suspends a table, and what keeps it from starting.'],
  ['CDC75', 'The flow as a whole', 'Every part looks well by itself, and rows do not arrive. Only `reconcile verify` sees these.'],
];

const safeSteps = {
  wait: 'It may pass by itself.',
  restartConnector: 'Restarting the connector is safe: sending its config again does it, and no data is lost.',
  resumeConnector: 'Resuming the connector is safe.',
  replaceStatement: 'Replacing the statement is safe: the upsert target converges as long as the source topic holds every key.',
  resumeTableflow: 'Resuming the table is safe: where the cause is still there, it is suspended again.',
} as const satisfies Record<SafeStep, string>;

/** `docs/troubleshooting.md`, made from the signatures. */
export function renderTroubleshooting(): string {
  const all = Object.entries<Signature>(signatures).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    '# Troubleshooting',
    '',
    '<!-- Generated from src/core/signatures by scripts/docs/write.ts. Change it there. -->',
    '',
    'Failures that are known have a code. `reconcile`, `reconcile status` and `reconcile verify` show it with what the account says,',
    'and `reconcile explain CODE` prints what stands here. A failure without a code of its own is CDC6001 (a request was refused),',
    'CDC6002 (a resource did not come up) or CDC6003 (it did not settle in time): its message is the service\'s own.',
    '',
    '`reconcile verify` walks the way of each table\'s rows and names the stage at which they stop. It only reads: the statements that it',
    'runs in Flink are deleted again. With `--probe`, and for tables that have a `probe` in the YAML, it writes a marked row into the source',
    'database, times its way, and puts the database back as it was:',
    '',
    '```yaml',
    'tables:',
    '  - from: public.customers',
    '    probe:',
    '      key: { id: -1 }            # a row that exists gets its old value back; one that does not is made and deleted again',
    '      column: email              # a text column that arrives in the target as it is',
    '      values: { status: test }   # for a row that has to be made',
    '```',
    '',
    '```sh',
    'reconcile verify --probe --probe-user writer --probe-password-env WRITER_PASSWORD',
    '```',
    '',
    '| stage | proven when | look under |',
    '| --- | --- | --- |',
    '| connector | RUNNING with tasks | CDC70, CDC71 |',
    '| schemas | topic and schemas are registered | CDC7005, CDC72 |',
    '| snapshot | records came in over the last 30 minutes (metrics; quiet tables are "unknown", which is no failure) | CDC7504 |',
    '| tables | Flink lists source and target | CDC7501, CDC7502 |',
    '| statement | RUNNING; warnings and backlog are told | CDC73 |',
    '| rows | a bounded SELECT finds rows in the target | CDC7503, CDC7206 |',
    '| tableflow | RUNNING, not suspended, no failing format or catalog | CDC74 |',
    '| freshness | rows were added over the last 30 minutes (metrics; nothing to add is "unknown", which is no failure) | CDC7413, CDC7415 |',
    '| probe | with `--probe`: the marked row was found in the target | CDC7503 |',
    ...chapters.flatMap(([prefix, title, about]) => [
      '',
      `## ${title}`,
      '',
      about,
      ...all.filter(([code]) => code.startsWith(prefix)).flatMap(([code, signature]) => section(code, signature)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function section(code: string, { title, explanation, fix, safeStep }: Signature): string[] {
  return [
    '',
    `### ${code}: ${title}`,
    '',
    escaped(withHoles(explanation)),
    '',
    ...fix.map((step, at) => `${at + 1}. ${escaped(withHoles(step))}`),
    ...(safeStep === undefined ? [] : ['', `*${safeSteps[safeStep]}*`]),
  ];
}

/** Placeholders such as `<slot>` would be taken for HTML, and underscores and asterisks for emphasis. */
function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/[*_]/g, '\\$&');
}
