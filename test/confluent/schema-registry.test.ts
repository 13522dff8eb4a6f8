import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';
import type { ConfluentClients } from '../../src/confluent/index.js';

const registry = (clients: ConfluentClients) => clients.schemaRegistry(hosts.schemaRegistry);
const subject = ':.ctx:shop/customers-value';
const encoded = '%3A.ctx%3Ashop%2Fcustomers-value';
const schema = { schema: '{"type":"string"}', schemaType: 'JSON' };
const error = (status: number, error_code: number) => ({ status, body: { error_code, message: 'says the registry' } });
const rows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ subject: `s${from + index}` }));

const mediaType = 'application/vnd.schemaregistry.v1+json';
const headers = { 'confluent-accept-unknown-properties': 'true' };

describeClient('schema registry client', { host: hosts.schemaRegistry, key: 'schemaRegistry', mediaType, headers }, [
  {
    name: 'listLatestSchemas in one call',
    run: (c) => registry(c).listLatestSchemas({ subjectPrefix: 'shop.' }),
    sends: [['GET /schemas?latestOnly=true&deleted=false&subjectPrefix=shop.&offset=0&limit=1000']],
    replies: [{ body: rows(3) }],
    returns: rows(3),
  },
  {
    name: 'listLatestSchemas goes on after a full page',
    run: (c) => registry(c).listLatestSchemas(),
    sends: [['GET /schemas?latestOnly=true&deleted=false&offset=0&limit=1000'], ['GET /schemas?latestOnly=true&deleted=false&offset=1000&limit=1000']],
    replies: [{ body: rows(1000) }, { body: rows(2, 1000) }],
    returns: rows(1002),
  },
  {
    name: 'an object is not a list',
    run: (c) => registry(c).listLatestSchemas(),
    sends: [['GET /schemas?latestOnly=true&deleted=false&offset=0&limit=1000']],
    replies: [{ body: {} }],
    fails: 'unexpected',
  },
  {
    name: 'listSubjects, deleted ones too',
    run: (c) => registry(c).listSubjects({ deleted: true, subjectPrefix: 'shop.' }),
    sends: [['GET /subjects?deleted=true&subjectPrefix=shop.&offset=0&limit=1000']],
    replies: [{ body: ['shop.a-value'] }],
    returns: ['shop.a-value'],
  },
  {
    name: 'getSubjectConfig',
    run: (c) => registry(c).getSubjectConfig(subject),
    sends: [[`GET /config/${encoded}?defaultToGlobal=false`]],
    replies: [{ body: { compatibilityLevel: 'FULL' } }],
    returns: { compatibilityLevel: 'FULL' },
  },
  {
    name: 'getSubjectConfig of a subject without its own',
    run: (c) => registry(c).getSubjectConfig(subject),
    sends: [[`GET /config/${encoded}?defaultToGlobal=false`]],
    replies: [error(404, 40408)],
    returns: undefined,
  },
  { name: 'getGlobalConfig', run: (c) => registry(c).getGlobalConfig(), sends: [['GET /config']], replies: [{ body: { compatibilityLevel: 'BACKWARD' } }], returns: { compatibilityLevel: 'BACKWARD' } },
  {
    name: 'putSubjectConfig writes the other name',
    run: (c) => registry(c).putSubjectConfig(subject, { compatibility: 'FULL_TRANSITIVE' }),
    sends: [[`PUT /config/${encoded}`, { compatibility: 'FULL_TRANSITIVE' }]],
    replies: [{ body: { compatibility: 'FULL_TRANSITIVE' } }],
  },
  { name: 'deleteSubjectConfig', run: (c) => registry(c).deleteSubjectConfig(subject), sends: [[`DELETE /config/${encoded}`]], replies: [{ body: '"FULL"' }], returns: 'deleted' },
  { name: 'deleteSubjectConfig where there is none', run: (c) => registry(c).deleteSubjectConfig(subject), sends: [[`DELETE /config/${encoded}`]], replies: [error(404, 40401)], returns: 'absent' },
  { name: 'register', run: (c) => registry(c).register(subject, schema), sends: [[`POST /subjects/${encoded}/versions`, schema]], replies: [{ body: { id: 7 } }], returns: { id: 7 } },
  {
    name: 'register of an incompatible schema',
    run: (c) => registry(c).register(subject, schema),
    sends: [[`POST /subjects/${encoded}/versions`, schema]],
    replies: [error(409, 409)],
    fails: 'conflict',
  },
  {
    name: 'lookup',
    run: (c) => registry(c).lookup(subject, schema, { normalize: true }),
    sends: [[`POST /subjects/${encoded}?normalize=true`, schema]],
    replies: [{ body: { ...schema, subject, version: 2, id: 7 } }],
    returns: { ...schema, subject, version: 2, id: 7 },
  },
  { name: 'lookup of an unknown schema', run: (c) => registry(c).lookup(subject, schema), sends: [[`POST /subjects/${encoded}`, schema]], replies: [error(404, 40403)], returns: undefined },
  { name: 'lookup of a schema that does not parse', run: (c) => registry(c).lookup(subject, schema), sends: [[`POST /subjects/${encoded}`, schema]], replies: [error(422, 42201)], returns: undefined },
  {
    name: 'checkCompatibility against the latest, verbosely',
    run: (c) => registry(c).checkCompatibility(subject, schema),
    sends: [[`POST /compatibility/subjects/${encoded}/versions/latest?verbose=true`, schema]],
    replies: [{ body: { is_compatible: false, messages: ['x removed'] } }],
    returns: { is_compatible: false, messages: ['x removed'] },
  },
  {
    name: 'checkCompatibility against all',
    run: (c) => registry(c).checkCompatibility(subject, schema, 'all'),
    sends: [[`POST /compatibility/subjects/${encoded}/versions?verbose=true`, schema]],
    replies: [{ body: { is_compatible: true } }],
    returns: { is_compatible: true },
  },
  { name: 'deleteSubject, soft', run: (c) => registry(c).deleteSubject(subject, { permanent: false }), sends: [[`DELETE /subjects/${encoded}`]], replies: [{ body: [1, 2] }], returns: 'deleted' },
  { name: 'deleteSubject, permanent', run: (c) => registry(c).deleteSubject(subject, { permanent: true }), sends: [[`DELETE /subjects/${encoded}?permanent=true`]], replies: [{ body: [1] }], returns: 'deleted' },
  { name: 'deleteSubject of an absent one', run: (c) => registry(c).deleteSubject(subject, { permanent: false }), sends: [[`DELETE /subjects/${encoded}`]], replies: [error(404, 40401)], returns: 'absent' },
  {
    name: 'a permanent delete before the soft one is a 404 that is no absence',
    run: (c) => registry(c).deleteSubject(subject, { permanent: true }),
    sends: [[`DELETE /subjects/${encoded}?permanent=true`]],
    replies: [error(404, 40405)],
    fails: 'conflict',
  },
]);
