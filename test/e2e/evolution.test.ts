import { expect, describe, it } from 'vitest';
import type { Plan } from '../../src/core/plan.js';
import { renderJson } from '../../src/report/json.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import type { TableAlteration } from '../../src/simulator/alter-table.js';
import type { Fields } from '../../src/simulator/model.js';
import { example, examples, onlyTarget, startEstate, textOf, troubles } from '../support/estate.js';
import type { Estate } from '../support/estate.js';

const target = example('targets.yaml').split('\n---\n')[0]!;
const pipeline = (options: { readonly level?: string; readonly columns?: string; readonly format?: string; readonly tableflow?: string } = {}): string => `${target}
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source:
    postgres: { host: pg.example.com, database: shop, username: cdc, password: "\${env:PG_PASSWORD}", decimals: precise }
  format: ${options.format ?? 'AVRO'}
  compatibility: ${options.level ?? 'BACKWARD'}
${options.tableflow === undefined ? '' : `  tableflow: ${options.tableflow}\n`}  tables:
    - { from: public.t, to: t${options.columns === undefined ? '' : `, key: [id], columns: ${options.columns}`} }
`;

const world = `
environments:
  - { name: prod, clusters: [{ name: lake }], computePools: [] }
databases:
  - source: postgres
    host: pg.example.com
    database: shop
    tables:
      - name: public.t
        key: [id]
        replicaIdentity: full
        columns:
          id: { type: integer, nullable: false }
          n: { type: integer, nullable: false }
          note: text
          amount: { type: 'numeric(10,2)', nullable: false }
          at: 'timestamp(3)'
          mood: "enum('sad','glad')"
        rows: [{ id: 1, n: 5, note: hello, amount: '1.50', at: '2026-01-05T09:15:00', mood: sad }]
`;

const row: Fields = { n: 6, note: 'x', amount: '2.50', at: '2026-01-05T09:15:00', mood: 'glad' };

interface Case {
  readonly name: string;
  readonly alteration: TableAlteration;
  /** Cells of the row that comes after it; null takes one away. */
  readonly cells?: Readonly<Record<string, string | number | undefined>>;
  readonly level?: string;
  readonly format?: string;
  readonly columns?: string;
  readonly want: Readonly<Record<string, unknown>>;
  /** What the plan does about it. */
  readonly changes: readonly string[];
}

const CHAIN = ['decode-statement replace', 'tableflow-topic replace', 'target-table replace', 'target-topic replace'];
const STATEMENT = ['decode-statement replace'];
const HAND = '{ id: INT, n: BIGINT, note: STRING }';

/** The rows of semantics.md 2.9a and 4.6 as far as the registry lets them through, for a table that follows its source, then for one that does not. */
const CASES: readonly Case[] = [
  { name: 'a nullable column added', alteration: { kind: 'add', column: 'phone', type: { type: 'text' } }, cells: { phone: '1' }, want: { change: 'added', column: 'phone', action: 'newVersionAndStatement', flink: 'notRead', tableflow: 'follows', newVersion: { subject: 't-value', verdict: 'accepted' } }, changes: [...STATEMENT, 'target-table update'] },
  { name: 'a NOT NULL column added', alteration: { kind: 'add', column: 'vat', type: { type: 'text', nullable: false } }, level: 'FORWARD', cells: { vat: '1' }, want: { change: 'addedRequired', action: 'newVersionAndStatement', newVersion: { verdict: 'accepted' } }, changes: [...STATEMENT, 'target-table update'] },
  { name: 'a nullable column dropped', alteration: { kind: 'drop', column: 'note' }, cells: { note: undefined }, want: { change: 'dropped', column: 'note', action: 'tableChain', tableflow: 'keepsAsNull' }, changes: CHAIN },
  { name: 'a NOT NULL column dropped', alteration: { kind: 'drop', column: 'n' }, cells: { n: undefined }, want: { change: 'droppedRequired', column: 'n', action: 'tableChain' }, changes: CHAIN },
  { name: 'int -> bigint', alteration: { kind: 'retype', column: 'n', type: { type: 'bigint', nullable: false } }, want: { change: 'widened', column: 'n', action: 'tableChain', source: { verdict: 'accepted' } }, changes: CHAIN },
  { name: 'another type', alteration: { kind: 'retype', column: 'n', type: { type: 'text', nullable: false } }, level: 'NONE', cells: { n: 'six' }, want: { change: 'retyped', column: 'n', action: 'tableChain', tableflow: 'suspends' }, changes: CHAIN },
  { name: 'another decimal scale', alteration: { kind: 'retype', column: 'amount', type: { type: 'numeric(10,3)', nullable: false } }, level: 'NONE', cells: { amount: '2.500' }, want: { change: 'rescaled', column: 'amount', action: 'tableChain' }, changes: CHAIN },
  { name: 'another unit', alteration: { kind: 'retype', column: 'at', type: { type: 'timestamp(6)' } }, want: { change: 'reencoded', column: 'at', action: 'tableChain' }, changes: CHAIN },
  { name: 'a rename', alteration: { kind: 'rename', column: 'note', to: 'remark' }, cells: { note: undefined, remark: 'x' }, want: { change: 'renamed?', column: 'note', to: 'remark', action: 'tableChain' }, changes: CHAIN },
  { name: 'an enum value more', alteration: { kind: 'retype', column: 'mood', type: { type: "enum('sad','glad','mad')" } }, cells: { mood: 'mad' }, want: { change: 'parametersChanged', column: 'mood', action: 'nothing', tableflow: 'unaffected' }, changes: [] },
  { name: 'required -> optional', alteration: { kind: 'retype', column: 'n', type: { type: 'integer' } }, want: { change: 'relaxed', column: 'n', action: 'statement' }, changes: STATEMENT },
  { name: 'optional -> required', alteration: { kind: 'retype', column: 'note', type: { type: 'text', nullable: false } }, level: 'NONE', want: { change: 'tightened', column: 'note', action: 'nothing' }, changes: [] },
  { name: 'more digits', alteration: { kind: 'retype', column: 'amount', type: { type: 'numeric(12,2)', nullable: false } }, want: { change: 'digitsAdded', column: 'amount', action: 'tableChain', tableflow: 'follows' }, changes: CHAIN },
  { name: 'int -> bigint in JSON_SR, which sees no difference', alteration: { kind: 'retype', column: 'n', type: { type: 'bigint', nullable: false } }, format: 'JSON_SR', want: { change: 'widened', source: { format: 'JSON_SR', verdict: 'accepted' }, action: 'tableChain' }, changes: CHAIN },
  { name: 'another key', alteration: { kind: 'key', columns: ['id', 'n'] }, level: '{ key: NONE, value: BACKWARD }', want: { change: 'keyChanged', column: 'id', to: 'id, n', action: 'tableChain', tableflow: 'suspends' }, changes: CHAIN },
  { name: 'by hand: a column added is not taken', alteration: { kind: 'add', column: 'phone', type: { type: 'text' } }, cells: { phone: '1' }, columns: HAND, want: { change: 'added', column: 'phone', action: 'nothing', tableflow: 'unaffected' }, changes: [] },
  { name: 'by hand: int -> bigint under a BIGINT', alteration: { kind: 'retype', column: 'n', type: { type: 'bigint', nullable: false } }, columns: HAND, want: { change: 'widened', column: 'n', action: 'statement', tableflow: 'unaffected' }, changes: STATEMENT },
  { name: 'by hand: a column that is not read is dropped', alteration: { kind: 'drop', column: 'at' }, cells: { at: undefined }, columns: HAND, want: { change: 'dropped', column: 'at', action: 'statement' }, changes: STATEMENT },
  { name: 'by hand: a column that is read is dropped', alteration: { kind: 'drop', column: 'note' }, cells: { note: undefined }, columns: HAND, want: { change: 'dropped', column: 'note', action: 'columns' }, changes: [] },
  { name: 'left out of the others: a column dropped', alteration: { kind: 'drop', column: 'at' }, cells: { at: undefined }, columns: '{ "*": inferred, note: { type: STRING, expression: "UPPER(`note`)" } }', want: { change: 'dropped', column: 'at', action: 'tableChain' }, changes: CHAIN },
];

async function evolved({ alteration, cells = {}, ...options }: Case): Promise<{ readonly estate: Estate; readonly text: string }> {
  const estate = await startEstate({ world });
  const text = pipeline(options);
  expect(troubles(await estate.apply(text))).toEqual([]);
  const { control } = estate.simulator;
  control.alterTable('shop', 'public.t', alteration);
  const after = Object.fromEntries(Object.entries({ ...row, ...cells }).filter(([, cell]) => cell !== undefined)) as Fields;
  control.writeRow('shop', 'public.t', 'c', { id: 9, ...after });
  await estate.clock.sleep(60_000);
  return { estate, text };
}

function changesOf(plan: Plan): string[] {
  return plan.changes.filter(({ type, kind }) => type !== 'noop' && kind !== 'subject').map(({ kind, type }) => `${kind} ${type}`).sort();
}

describe('the source changes, and the plan says so', () => {
  it('warns where the topic then holds records of two kinds', async () => {
    const told = async (name: string): Promise<readonly string[]> => {
      const { estate, text } = await evolved(CASES.find((each) => each.name === name)!);
      await using _ = estate;
      return onlyTarget(await estate.plan(text)).plan!.diagnostics.filter(({ code }) => code === 'CDC2321').map(({ severity, summary }) => `${severity}: ${summary}`);
    };
    expect(await told('another unit')).toEqual(['warning: Records from before and after the change of at cannot be read by one statement.']);
    expect(await told('more digits')).toEqual([]);
  });

  it.each(CASES)('$name', async (each) => {
    const { estate, text } = await evolved(each);
    await using _ = estate;
    const { plan } = onlyTarget(await estate.plan(text));
    expect(plan!.evolutions).toMatchObject([{ pipeline: 'shop', table: 'public.t', target: 't', ...each.want }]);
    expect(changesOf(plan!)).toEqual([...each.changes].sort());
  });
});

describe('what is done about it', () => {
  it('a nullable column more: a new version, the statement, then nothing is left to do or to tell', async () => {
    const { estate, text } = await evolved(CASES[0]!);
    await using _ = estate;
    const report = await estate.plan(text);
    expect(textOf(report, { 'test.yaml': text })).toMatch(/\+ column phone added\n.*Registry .*t-value takes the new version\n.*Flink .*\n.*Tableflow .*\n.*Steps .*new version/);
    expect(renderMarkdown(report)).toMatch(/\*\*column phone added\*\*<br>Registry: .*<br>Flink: /);
    expect(JSON.parse(renderJson(report)).targets[0].plan.evolutions).toMatchObject([{ change: 'added', column: 'phone', newVersion: { verdict: 'accepted' } }]);
    expect(onlyTarget(report).impacts).toMatchObject([{ severity: 'reread' }]);
    expect(troubles(await estate.apply(text))).toEqual([]);
    const after = await estate.plan(text);
    expect([after.outcome, onlyTarget(after).plan!.evolutions]).toEqual(['converged', []]);
    await estate.clock.sleep(600_000);
    expect(estate.simulator.control.lakeTable('t').map(({ id, phone }) => [id, phone])).toEqual(expect.arrayContaining([[9, '1']]));
  });

  it('nothing to do is told until somebody has seen it in an apply', async () => {
    const { estate, text } = await evolved(CASES.find(({ name }) => name.startsWith('an enum'))!);
    await using _ = estate;
    for (let looks = 0; looks < 2; looks += 1) expect(onlyTarget(await estate.plan(text)).plan!.evolutions).toHaveLength(1);
    expect((await estate.apply(text)).outcome).toBe('converged');
    expect(onlyTarget(await estate.plan(text)).plan!.evolutions).toEqual([]);
  });

  it('a statement that decodes with the old schema is made anew, once', async () => {
    const { estate, text } = await evolved(CASES.find(({ name }) => name.startsWith('required'))!);
    await using _ = estate;
    expect(troubles(await estate.apply(text))).toEqual([]);
    const after = await estate.plan(text);
    expect([after.outcome, onlyTarget(after).plan!.evolutions]).toEqual(['converged', []]);
  });

  it('a chain is only rebuilt with approval', async () => {
    const { estate, text } = await evolved(CASES.find(({ name }) => name === 'int -> bigint')!);
    await using _ = estate;
    expect((await estate.apply(text)).outcome).toBe('refused');
    expect(troubles(await estate.applyApproved(text))).toEqual([]);
    expect((await estate.plan(text)).outcome).toBe('converged');
  });
});

describe('the registry', () => {
  const added = CASES[0]!;

  it('refuses the new version of the target: so does the plan, before anything is done', async () => {
    const { estate, text } = await evolved(added);
    await using _ = estate;
    estate.simulator.faults.add({ match: { plane: 'schema-registry', path: /\/compatibility\/subjects\/t-value/ }, effect: { kind: 'status', status: 200, body: { is_compatible: false, messages: ['no room for phone'] } } });
    const report = await estate.apply(text);
    expect(report.outcome).toBe('refused');
    expect(onlyTarget(report).plan!.diagnostics).toMatchObject([{ code: 'CDC2322', severity: 'error', detail: 'no room for phone' }]);
    expect(onlyTarget(report).plan!.evolutions).toMatchObject([{ newVersion: { verdict: 'rejected' } }]);
  });

  it('does not answer: not known, and no refusal', async () => {
    const { estate, text } = await evolved(added);
    await using _ = estate;
    estate.simulator.faults.add({ match: { plane: 'schema-registry', path: /\/compatibility\// }, effect: { kind: 'unreadable' } });
    const report = await estate.plan(text);
    expect(report.outcome).toBe('planned');
    expect(onlyTarget(report).plan!.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['CDC2323', 'warning']]);
  });

  it('does not give the older schema: what the statement decodes with is not forgotten', async () => {
    const { estate, text } = await evolved(CASES.find(({ name }) => name.startsWith('required'))!);
    await using _ = estate;
    estate.simulator.faults.add({ match: { plane: 'schema-registry', path: /\/schemas\/ids\// }, effect: { kind: 'unreadable' } });
    expect((await estate.apply(text)).outcome).toBe('converged');
    estate.simulator.faults.clear();
    expect(onlyTarget(await estate.plan(text)).plan!.evolutions).toMatchObject([{ change: 'relaxed' }]);
  });
});

describe('SQL Server, whose capture instances are fixed', () => {
  const text = pipeline().replace(/postgres: .*/, 'sqlserver: { host: sql.example.com, databases: [shop], username: cdc, password: "${env:MSSQL_PASSWORD}", decimals: precise }').replace('public.t', 'dbo.t');
  const ms = world.replace('source: postgres', 'source: sqlserver').replace('pg.example.com', 'sql.example.com').replace('public.t', 'dbo.t').replace(/ +replicaIdentity: full\n/, '')
    .replaceAll('integer', 'int').replace('note: text', 'note: nvarchar(20)').replace("'timestamp(3)'", "'datetime2(3)'").replace(/"enum.*"/, 'nvarchar(9)');

  it('a column added shows when there is a new capture instance, not before', async () => {
    await using estate = await startEstate({ world: ms });
    expect(troubles(await estate.apply(text))).toEqual([]);
    const { control } = estate.simulator;
    const look = async (id: number) => {
      control.writeRow('shop', 'dbo.t', 'c', { id, ...row, phone: '1' });
      await estate.clock.sleep(60_000);
      const { plan } = onlyTarget(await estate.plan(text));
      return { evolutions: plan!.evolutions.map(({ change, column, action }) => `${change} ${column}: ${action}`), changes: changesOf(plan!) };
    };
    control.alterTable('shop', 'dbo.t', { kind: 'add', column: 'phone', type: { type: 'nvarchar(20)' } });
    expect(await look(9)).toEqual({ evolutions: [], changes: [] });
    control.newCaptureInstance('shop', 'dbo.t');
    expect(await look(10)).toEqual({ evolutions: ['added phone: newVersionAndStatement'], changes: ['decode-statement replace', 'target-table update'] });
    expect(troubles(await estate.apply(text))).toEqual([]);
    expect((await estate.plan(text)).outcome).toBe('converged');
    await estate.clock.sleep(600_000);
    // The row from before the new instance was logged without the column.
    expect(Object.fromEntries(estate.simulator.control.lakeTable('t').map(({ id, phone }) => [String(id), phone]))).toEqual({ 1: null, 9: null, 10: '1' });
  });
});

describe('a topic with several kinds of event', () => {
  const texts = examples('events.yaml');
  const kind = (name: string, fields: readonly object[]) => ({ type: 'record', name, namespace: 'com.example.shop', fields });
  const instant = { type: 'long', logicalType: 'timestamp-millis' };
  const placed = (...more: readonly object[]) => kind('OrderPlaced', [{ name: 'order_id', type: 'string' }, { name: 'total', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } }, { name: 'placed_at', type: instant }, ...more]);
  const cancelled = (...more: readonly object[]) => kind('OrderCancelled', [{ name: 'order_id', type: 'string' }, { name: 'reason', type: ['null', 'string'], default: null }, { name: 'cancelled_at', type: instant }, ...more]);
  const nullable = (name: string) => ({ name, type: ['null', 'string'], default: null });

  it.each<{ name: string; union: readonly object[]; want: readonly string[]; changes: readonly string[] }>([
    {
      name: 'a field joins a kind whose columns are inferred', union: [placed(), cancelled(nullable('by'))],
      want: ['orders_cancelled: added by, newVersionAndStatement'], changes: ['orders_cancelled decode-statement replace', 'orders_cancelled target-table update'],
    },
    { name: 'a field joins a kind whose columns are written', union: [placed(nullable('channel')), cancelled()], want: ['orders_placed: added channel, nothing'], changes: [] },
    {
      name: 'a kind joins the topic', union: [placed(), cancelled(), kind('OrderShipped', [{ name: 'order_id', type: 'string' }])],
      want: ['orders_cancelled: kindAdded OrderShipped, statement', 'orders_placed: kindAdded OrderShipped, statement'],
      changes: ['orders_cancelled decode-statement replace', 'orders_placed decode-statement replace'],
    },
  ])('$name', async ({ union, want, changes }) => {
    await using estate = await startEstate();
    const text = Object.fromEntries(Object.entries(texts).map(([file, one]) => [file, file.endsWith('targets.yaml') ? one.split('\n---\n')[0]! : one]));
    expect(troubles(await estate.apply(text))).toEqual([]);
    const { baseUrl, credentials } = estate.simulator.description;
    const authorization = `Basic ${Buffer.from(`${credentials.schemaRegistry.key}:${credentials.schemaRegistry.secret}`).toString('base64')}`;
    const answer = await fetch(`${baseUrl}/subjects/shop.events-value/versions`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ schemaType: 'AVRO', schema: JSON.stringify(union) }) });
    expect(answer.status, await answer.text()).toBe(200);
    const look = async () => onlyTarget(await estate.plan(text)).plan!;
    const plan = await look();
    expect(plan.evolutions.map(({ target: to, change, column, action }) => `${to}: ${change} ${column}, ${action}`).sort()).toEqual(want);
    expect(plan.changes.filter(({ type }) => type !== 'noop').map(({ chain, kind: of, type }) => `${chain ?? ''} ${of} ${type}`).sort()).toEqual(changes);
    expect(troubles(await estate.applyApproved(text))).toEqual([]);
    expect((await estate.plan(text)).outcome).toBe('converged');
    expect((await look()).evolutions).toEqual([]);
  });
});
