import type { Preflight, PreflightCheck, PreflightFacts, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr, unknown } from '../../core/preflight.js';
import { listed, textAt } from '../preflight.js';
import type { DynamoDbBlock } from './block.js';
import { permissionChecks } from './preflight-permissions.js';

type Check = PreflightCheck<DynamoDbBlock>;
type Facts = PreflightFacts<DynamoDbBlock>;

/** One DescribeTable for each table; a table that cannot be described is told by `tables-exist`. */
const described = ({ tables }: Facts) =>
  Object.fromEntries(tables.map((table) => [table, { text: 'DescribeTable', parameters: [{ TableName: table }], optional: true as const }]));

type Description = Readonly<Record<string, unknown>>;

function tableOf(answers: Parameters<Check['evaluate']>[0], table: string): Description | undefined {
  return answers[table]?.[0]?.['Table'] as Description | undefined;
}

const exist: Check = {
  id: 'tables-exist',
  title: 'Every table exists and is active',
  code: 'CDC8007',
  severity: 'error',
  queries: (facts) => ({ ...described(facts), ':all': { text: 'ListTables', parameters: [{ Limit: 100 }], optional: true } }),
  evaluate: (answers, { tables }) => problemsOr(tables.flatMap((table): Verdict[] => {
    const description = tableOf(answers, table);
    if (description === undefined) {
      const names = answers[':all']?.[0]?.['TableNames'];
      const known = Array.isArray(names) && !names.includes(table) && answers[':all']?.[0]?.['LastEvaluatedTableName'] === undefined;
      return [problem(known ? 'there is no table of this name in the region' : 'it cannot be described: it does not exist in the region, or the identity may not see it', {
        subject: table, remedies: [{ type: 'document', text: `Correct ${table} under tables, or the region.` }],
      })];
    }
    const status = textAt(description, 'TableStatus');
    return status === 'ACTIVE' ? [] : [problem(`its status is ${status}: wait until it is ACTIVE`, { subject: table, severity: status === 'UPDATING' ? 'warning' : 'error' })];
  }), 'ACTIVE'),
};

const streams: Check = {
  id: 'streams',
  title: 'Every table has a stream of old and new images',
  code: 'CDC8040',
  severity: 'error',
  when: ({ block }) => block.syncMode !== 'SNAPSHOT',
  queries: described,
  evaluate: (answers, { tables }) => problemsOr(tables.flatMap((table): Verdict[] => {
    const description = tableOf(answers, table);
    if (description === undefined) return [];
    const stream = description['StreamSpecification'] as Description | undefined;
    const enable = `aws dynamodb update-table --table-name ${table} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`;
    if (stream?.['StreamEnabled'] !== true) return [problem('it has no stream', { subject: table, remedies: [{ type: 'command', text: enable }] })];
    const view = textAt(stream, 'StreamViewType');
    if (view === 'NEW_AND_OLD_IMAGES') return [];
    return [problem(`its stream holds ${view}, not NEW_AND_OLD_IMAGES`, {
      subject: table,
      remedies: [{
        type: 'command',
        text: `aws dynamodb update-table --table-name ${table} --stream-specification StreamEnabled=false\naws dynamodb wait table-exists --table-name ${table}\n${enable}`,
        caution: 'Whoever reads the stream now loses its records.',
      }],
    })];
  }), 'NEW_AND_OLD_IMAGES'),
};

/** Deletes by time to live look like any other delete in the stream: whoever keeps history should know. */
const timeToLive: Check = {
  id: 'ttl',
  title: 'Expired items are deleted in the target too',
  code: 'CDC8014',
  severity: 'info',
  queries: ({ tables }) => Object.fromEntries(tables.map((table) => [table, { text: 'DescribeTimeToLive', parameters: [{ TableName: table }], optional: true as const }])),
  evaluate: (answers, { tables }) => {
    const expiring = tables.filter((table) => textAt(answers[table]?.[0]?.['TimeToLiveDescription'] as Description | undefined, 'TimeToLiveStatus') === 'ENABLED');
    const unseen = tables.filter((table) => answers[table] === undefined);
    if (expiring.length > 0) return expiring.map((table) => problem('time to live is on: items that expire are deleted in the target as well', { subject: table }));
    return unseen.length === tables.length ? [unknown('could not check: the identity may not call DescribeTimeToLive', { severity: 'info' })] : [ok('no time to live')];
  },
};

/** The connector keeps its position in tables of its own, which stay when it is deleted (semantics.md 1.6 item 6). */
const checkpoints: Check = {
  id: 'orphan-checkpoints',
  title: 'No checkpoint table of an old connector is left',
  code: 'CDC8015',
  severity: 'info',
  queries: () => ({ tables: { text: 'ListTables', parameters: [{ ExclusiveStartTableName: 'connect-KCL', Limit: 100 }], optional: true } }),
  evaluate: (answers, { claimed, exclusive }) => {
    const names = answers['tables']?.[0]?.['TableNames'];
    if (!Array.isArray(names)) return [unknown('could not check: the identity may not call ListTables', { severity: 'info' })];
    const ours = [...(claimed['checkpointTablePrefix'] ?? []), exclusive['checkpointTablePrefix'] ?? ''].filter((prefix) => prefix !== '');
    const orphans = names.map(String).filter((name) => name.startsWith('connect-KCL-') && !ours.some((prefix) => name.startsWith(prefix)));
    return problemsOr(orphans.length === 0 ? [] : [problem(`${listed(orphans)}: no pipeline of these files uses ${orphans.length === 1 ? 'it' : 'them'}`, {
      remedies: [{ type: 'command', text: orphans.map((name) => `aws dynamodb delete-table --table-name ${name}`).join('\n'), caution: 'Only when no connector of another project uses it: its position is lost.' }],
    })], 'none');
  },
};

/** DynamoDB before capture: semantics.md 5.5. */
export const dynamodbPreflight: Preflight<DynamoDbBlock> = {
  surroundings: {
    queries: () => ({
      tables: { text: 'ListTables', parameters: [{ Limit: 1 }], optional: true },
      identity: { text: 'sts:GetCallerIdentity', optional: true },
    }),
    evaluate: (answers, block) => {
      const arn = /<Arn>([^<]+)<\/Arn>/.exec(textAt(answers['identity']?.[0], 'xml'))?.[1] ?? '';
      return { platform: 'self-managed', product: `Amazon DynamoDB${block.region === undefined ? '' : ` in ${block.region}`}`, version: 0, user: arn === '' ? 'an identity that STS does not tell' : arn, extra: { arn } };
    },
  },
  checks: [exist, streams, timeToLive, ...permissionChecks, checkpoints],
};
