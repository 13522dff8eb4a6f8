import { createHash, createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../src/database/aws-signature.js';
import { readCatalog } from '../../src/database/catalog.js';
import { connectorOf } from '../../src/database/index.js';
import type { Endpoint, Engine, OpenConnection } from '../../src/database/index.js';
import { freePort } from '../database/support/postgres-server.js';
import { found, names, runCommand } from './support/command.js';
import { startFakeDynamoDb } from './support/fake-dynamodb.js';
import type { FakeCall, FakeReply } from './support/fake-dynamodb.js';

const env = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'very-secret-key' };
const block = { region: 'eu-west-1', accessKeyId: '${env:AWS_ACCESS_KEY_ID}', secretAccessKey: '${env:AWS_SECRET_ACCESS_KEY}' };
const pipeline = (tables: readonly string[], more: object = {}) => ({ name: 'shop', tables, source: { dynamodb: { ...block, ...more } } });

/** The real driver, pointed at another place: the source block takes no http endpoint. */
function at(url: string, services = true): (engine: Engine) => OpenConnection {
  return (engine) => (endpoint: Endpoint) =>
    connectorOf(engine)({ ...endpoint, aws: { ...endpoint.aws!, endpoint: url, ...(services ? { iamEndpoint: `${url}/`, stsEndpoint: `${url}/` } : {}) } });
}

const arn = 'arn:aws:iam::123456789012:user/cdc';
const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };

function allowed(call: FakeCall, deny: readonly string[] = []): FakeReply {
  const actions = Object.entries(call.body).filter(([name]) => name.startsWith('ActionNames.')).map(([, action]) => String(action));
  const members = actions.map((action) => `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${deny.includes(action) ? 'implicitDeny' : 'allowed'}</EvalDecision></member>`);
  return { xml: `<r><EvaluationResults>${members.join('')}</EvaluationResults></r>` };
}

interface World {
  readonly tables?: Readonly<Record<string, object>>;
  readonly deny?: readonly string[];
  readonly ttl?: boolean;
  readonly fail?: Readonly<Record<string, FakeReply>>;
}

function worldOf({ tables = { orders: { TableStatus: 'ACTIVE', StreamSpecification: stream } }, deny, ttl = false, fail = {} }: World) {
  return (call: FakeCall): FakeReply => {
    const operation = call.operation.replace(/^.*\./, '');
    const refused = fail[operation];
    if (refused !== undefined) return refused;
    const name = String(call.body['TableName']);
    switch (operation) {
      case 'ListTables':
        return { json: { TableNames: Object.keys(tables) } };
      case 'DescribeTable':
        return tables[name] === undefined
          ? { status: 400, json: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: `Requested resource not found: Table: ${name} not found` } }
          : { json: { Table: { TableName: name, KeySchema: [{ AttributeName: 'sk', KeyType: 'RANGE' }, { AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'N' }], ...tables[name] } } };
      case 'DescribeTimeToLive':
        return { json: { TimeToLiveDescription: { TimeToLiveStatus: ttl ? 'ENABLED' : 'DISABLED' } } };
      case 'ListStreams':
        return { json: { Streams: [] } };
      case 'GetCallerIdentity':
        return { xml: `<r><Arn>${arn}</Arn></r>` };
      case 'SimulatePrincipalPolicy':
        return allowed(call, deny);
      default:
        throw new Error(operation);
    }
  };
}

describe('DynamoDB behind a fake endpoint', () => {
  it.each<{ readonly name: string; readonly world: World; readonly want: readonly string[]; readonly sql: string; readonly tables?: readonly string[]; readonly more?: object }>([
    { name: 'nothing', world: {}, want: [], sql: 'Nothing to mend' },
    { name: 'no stream', world: { tables: { orders: { TableStatus: 'ACTIVE' } } }, want: ['streams orders'], sql: 'aws dynamodb update-table --table-name orders --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES' },
    { name: 'a stream of keys', world: { tables: { orders: { TableStatus: 'ACTIVE', StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } } } }, want: ['streams orders'], sql: 'StreamEnabled=false' },
    { name: 'a table being made', world: { tables: { orders: { TableStatus: 'CREATING', StreamSpecification: stream } } }, want: ['tables-exist orders'], sql: 'Nothing to mend' },
    { name: 'a missing table', world: {}, tables: ['orders', 'nowhere'], want: ['tables-exist nowhere'], sql: 'Correct nowhere' },
    { name: 'no right on the checkpoints', world: { deny: ['dynamodb:CreateTable', 'dynamodb:PutItem'] }, want: [`permissions ${arn}`], sql: '"dynamodb:PutItem"' },
    { name: 'nobody may ask IAM', world: { fail: { SimulatePrincipalPolicy: { status: 403, xml: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>' } } }, want: ['permissions ?'], sql: '"Sid": "KeepPosition"' },
    { name: 'time to live', world: { ttl: true }, want: ['ttl orders'], sql: 'Nothing to mend' },
    { name: 'an old checkpoint table', world: { tables: { orders: { TableStatus: 'ACTIVE', StreamSpecification: stream }, 'connect-KCL-old-orders': {}, 'connect-KCL-shop-orders': {} } }, want: ['orphan-checkpoints'], sql: '-- aws dynamodb delete-table --table-name connect-KCL-old-orders\n' },
    { name: 'wrong keys', world: { fail: { ListTables: { status: 400, json: { __type: 'com.amazon.coral.service#UnrecognizedClientException', message: 'The security token included in the request is invalid.' } } } }, want: ['connection'], sql: 'Nothing to mend' },
  ])('tells of $name', async ({ world, want, sql, tables, more }) => {
    const fake = await startFakeDynamoDb(worldOf(world));
    try {
      const run = await runCommand([pipeline(tables ?? ['orders'], more)], env, {}, at(fake.url));
      expect(names(run)).toEqual(want);
      expect(run.sql).toContain(sql);
      expect(run.stdout + run.sql).not.toContain('very-secret-key');
      expect(fake.calls.every((call) => /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\//.test(String(call.headers.authorization)))).toBe(true);
    } finally {
      await fake.stop();
    }
  });

  it('needs keys of somebody when the connector uses a role', async () => {
    const role = { accessKeyId: undefined, secretAccessKey: undefined, providerIntegration: 'cspi-1' };
    const none = await runCommand([pipeline(['orders'], role)], {});
    expect(found(none)[0]!.evidence).toContain('AWS_ACCESS_KEY_ID');
    const fake = await startFakeDynamoDb(worldOf({}));
    const run = await runCommand([pipeline(['orders'], role)], { AWS_ACCESS_KEY_ID: 'AKIA2', AWS_SECRET_ACCESS_KEY: 's3cret-2', AWS_SESSION_TOKEN: 'token' }, {}, at(fake.url));
    await fake.stop();
    expect(names(run)).toEqual(['role-policy ?']);
    expect(fake.calls[0]!.headers['x-amz-security-token']).toBe('token');
  });

  it('reads the key attributes for generate', async () => {
    const fake = await startFakeDynamoDb(worldOf({}));
    const connection = await connectorOf('dynamodb')({ host: '', port: 0, user: 'a', password: 'b', aws: { endpoint: fake.url, region: 'eu-west-1' } });
    expect(await readCatalog(connection)).toEqual([{
      table: 'orders', primaryKey: ['pk', 'sk'], uniqueIndexes: [],
      columns: [{ name: 'pk', databaseType: 'S', nullable: false }, { name: 'sk', databaseType: 'N', nullable: false }],
    }]);
    await fake.stop();
  });
});

describe('AWS signature', () => {
  it('follows the published steps', () => {
    const headers = signedHeaders({ url: new URL('https://dynamodb.eu-west-1.amazonaws.com/'), service: 'dynamodb', region: 'eu-west-1', body: '{}', headers: { 'content-type': 'x' }, accessKeyId: 'ID', secretAccessKey: 'KEY', now: Date.UTC(2026, 0, 2, 3, 4, 5) });
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const canonical = `POST\n/\n\ncontent-type:x\nhost:dynamodb.eu-west-1.amazonaws.com\nx-amz-date:20260102T030405Z\n\ncontent-type;host;x-amz-date\n${hash('{}')}`;
    const sign = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const key = sign(sign(sign(sign('AWS4KEY', '20260102'), 'eu-west-1'), 'dynamodb'), 'aws4_request');
    const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/dynamodb/aws4_request\n${hash(canonical)}`).digest('hex');
    expect(headers['authorization']).toBe(`AWS4-HMAC-SHA256 Credential=ID/20260102/eu-west-1/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`);
    expect(headers['host']).toBeUndefined();
  });
});

const folder = process.env['DYNAMODB_LOCAL'] ?? fileURLToPath(new URL('../../.cache/dynamodb-local', import.meta.url));
const local = existsSync(folder);
if (!local) process.stderr.write('skipped, no DynamoDB Local: scripts/dynamodb-local.sh brings it\n');

describe.skipIf(!local)('DynamoDB Local', () => {
  let stop = (): void => undefined;
  afterAll(() => stop());

  it('is told what is wrong, and mended', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const java = spawn('java', [`-Djava.library.path=${folder}`, '-cp', `${folder}/*`, 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner', '-inMemory', '-port', String(port), '-disableTelemetry'], { stdio: 'ignore' });
    stop = () => void java.kill('SIGTERM');
    // Writing is the test's own business: the program's driver is only ever asked to read.
    const admin = await connectorOf('dynamodb')({ host: '', port, user: 'AKIAEXAMPLE', password: 'very-secret-key', aws: { endpoint: url, region: 'eu-west-1' } });
    for (let i = 0; i < 600; i += 1) {
      if (await admin.query({ text: 'ListTables' }).then(() => true, () => false)) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await admin.query({ text: 'CreateTable', parameters: [{ TableName: 'orders', KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], BillingMode: 'PAY_PER_REQUEST' }] });
    const bad = await runCommand([pipeline(['orders', 'nowhere'])], env, {}, at(url, false));
    expect(names(bad)).toEqual(['tables-exist nowhere', 'streams orders', 'permissions ?']);
    await admin.query({ text: 'UpdateTable', parameters: [{ TableName: 'orders', StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }] });
    const mended = await runCommand([pipeline(['orders'])], env, {}, at(url, false));
    expect(names(mended)).toEqual(['permissions ?']);
    expect((await readCatalog(admin)).map(({ table, primaryKey }) => [table, primaryKey])).toEqual([['orders', ['pk']]]);
    await admin.close();
  }, 180_000);
});
