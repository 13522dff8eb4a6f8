import type { DatabaseQuery, PreflightCheck, PreflightFacts, Remedy, Verdict } from '../../core/preflight.js';
import { ok, problem, unknown } from '../../core/preflight.js';
import { listed, textAt } from '../preflight.js';
import type { DynamoDbBlock } from './block.js';

type Check = PreflightCheck<DynamoDbBlock>;
type Facts = PreflightFacts<DynamoDbBlock>;

/** semantics.md 5.5: what the connector calls, by the resource that it calls it on. */
const TABLE_ACTIONS = ['DescribeTable', 'Scan', 'DescribeTimeToLive', 'DescribeContinuousBackups', 'ListTagsOfResource'];
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator'];
const GLOBAL_ACTIONS = ['ListTables', 'ListStreams', 'ListGlobalTables', 'DescribeLimits'];
const CHECKPOINT_ACTIONS = ['CreateTable', 'DescribeTable', 'PutItem', 'GetItem', 'UpdateItem', 'DeleteItem', 'Scan', 'DeleteTable', 'TagResource'];

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/** The statements that the connector needs, for these tables. `partition` and account come from the caller's ARN. */
function neededStatements({ tables, block, exclusive, extra }: Facts): readonly Statement[] {
  const [, partition = 'aws', , , account = '*'] = String(extra['arn'] ?? '').split(':');
  const region = block.region ?? '*';
  const table = (name: string): string => `arn:${partition || 'aws'}:dynamodb:${region}:${account || '*'}:table/${name}`;
  const dynamodb = (actions: readonly string[]): readonly string[] => actions.map((action) => `dynamodb:${action}`);
  return [
    { Sid: 'ReadTables', Effect: 'Allow', Action: dynamodb(TABLE_ACTIONS), Resource: tables.map(table) },
    { Sid: 'ReadStreams', Effect: 'Allow', Action: dynamodb(STREAM_ACTIONS), Resource: tables.map((name) => `${table(name)}/stream/*`) },
    { Sid: 'ListAll', Effect: 'Allow', Action: [...dynamodb(GLOBAL_ACTIONS), 'cloudwatch:PutMetricData'], Resource: '*' },
    { Sid: 'KeepPosition', Effect: 'Allow', Action: dynamodb(CHECKPOINT_ACTIONS), Resource: table(`${exclusive['checkpointTablePrefix'] ?? 'connect-KCL-'}*`) },
  ];
}

function policy(statements: readonly Statement[]): Remedy {
  return { type: 'policy', text: JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2) };
}

/** IAM knows roles, not the sessions of them: `assumed-role/NAME/session` becomes `role/NAME`. */
function principalOf(arn: string): string {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  return session === null ? arn : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
}

function simulation(statement: Statement, arn: string): DatabaseQuery {
  const resources = typeof statement.Resource === 'string' ? [statement.Resource] : statement.Resource;
  return {
    text: 'iam:SimulatePrincipalPolicy',
    parameters: [{
      PolicySourceArn: principalOf(arn),
      ...Object.fromEntries(statement.Action.map((action, i) => [`ActionNames.member.${i + 1}`, action])),
      ...Object.fromEntries(resources.map((resource, i) => [`ResourceArns.member.${i + 1}`, resource.replace(/\*$/, resource === '*' ? '*' : 'x')])),
      MaxItems: '1000',
    }],
    optional: true,
  };
}

/** Actions that a simulation answers with anything but `allowed`. */
function deniedActions(xml: string): readonly string[] {
  const results = [...xml.matchAll(/<EvalActionName>([^<]+)<\/EvalActionName>[\s\S]*?<EvalDecision>([^<]+)<\/EvalDecision>/g)];
  return [...new Set(results.filter(([, , decision]) => decision !== 'allowed').map(([, action]) => action!))];
}

const byKeys = ({ block }: Facts): boolean => block.accessKeyId !== undefined;

/** With access keys the connector is the identity that asks here, so IAM can be asked what it may do. */
const permissions: Check = {
  id: 'permissions',
  title: 'The identity may do what the connector does',
  code: 'CDC8041',
  severity: 'error',
  when: byKeys,
  queries: (facts) => {
    const arn = String(facts.extra['arn'] ?? '');
    return arn === '' ? {} : Object.fromEntries(neededStatements(facts).map((statement) => [statement.Sid, simulation(statement, arn)]));
  },
  evaluate: (answers, facts): readonly Verdict[] => {
    const statements = neededStatements(facts);
    const judged = statements.map((statement) => ({ statement, rows: answers[statement.Sid] }));
    const denied = judged.map(({ statement, rows }) => ({ statement, actions: rows === undefined ? [] : deniedActions(textAt(rows[0], 'xml')) })).filter(({ actions }) => actions.length > 0);
    if (denied.length > 0) {
      return denied.map(({ statement, actions }) => problem(`not allowed: ${listed(actions, 20)}${statement.Sid === 'KeepPosition' ? '; the snapshot would work, and changes never start' : ''}`, {
        subject: facts.user, remedies: [policy([{ ...statement, Action: actions }])],
      }));
    }
    if (judged.some(({ rows }) => rows === undefined)) return [unknown('could not check: the identity may not ask IAM (iam:SimulatePrincipalPolicy)', { severity: 'warning', remedies: [policy(statements)] })];
    return [ok('IAM allows every action that the connector takes', facts.user)];
  },
};

/** With a role the connector is somebody else: what it may do is seen by the provider integration only. */
const role: Check = {
  id: 'role-policy',
  title: "The provider integration's role may do what the connector does",
  code: 'CDC8041',
  severity: 'info',
  when: (facts) => !byKeys(facts),
  queries: () => ({}),
  evaluate: (_answers, facts) => [unknown('the role of the provider integration cannot be asked from here; it needs this policy', { severity: 'info', remedies: [policy(neededStatements(facts))] })],
};

/** Asking is the proof: a stream that can be described can be read by who may read it. */
const stream: Check = {
  id: 'stream-access',
  title: 'The streams can be read',
  code: 'CDC8041',
  severity: 'error',
  when: (facts) => byKeys(facts) && facts.block.syncMode !== 'SNAPSHOT',
  queries: ({ tables }) => Object.fromEntries(tables.map((table) => [table, { text: 'streams:ListStreams', parameters: [{ TableName: table, Limit: 1 }] }])),
  evaluate: (answers, { tables }) => [ok(`${tables.filter((table) => answers[table] !== undefined).length} of ${tables.length} streams can be listed`)],
};

export const permissionChecks: readonly Check[] = [permissions, role, stream];
