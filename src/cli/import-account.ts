import { discover } from '../engine/discover.js';
import type { Discovery } from '../engine/discover.js';
import { createListReader } from '../engine/read-lists.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { AccountFacts } from '../import/account.js';
import { sourceOfConnector } from '../import/pipeline.js';
import { findPool } from '../kinds/compute-pool/remote.js';
import { listed } from '../kinds/snapshot.js';
import type { TargetDocument } from '../pipeline/documents.js';
import { openAccount } from './account.js';
import type { Session } from './session.js';

const LISTS = ['connectors', 'topics', 'topicConfigs', 'schemas', 'statements', 'tableflowTopics'] as const;

export type AccountReading = { readonly read: true; readonly facts: AccountFacts } | { readonly read: false; readonly diagnostics: readonly Diagnostic[] };

/** Reads everything that an import follows: the bulk lists, and the level of each subject that a source connector may own. */
export async function readAccount(target: TargetDocument, session: Session): Promise<AccountReading> {
  const found = await discover(target, openAccount(target, session));
  if (!found.found) return { read: false, diagnostics: found.diagnostics };
  const { discovery } = found;
  const { account } = discovery;
  const read = createListReader(discovery.clients, account);
  const snapshot = await read(LISTS, []);
  const failed = Object.values(snapshot).find((listing) => !listing.read);
  if (failed?.read === false) return { read: false, diagnostics: [{ code: 'CDC4012', severity: 'error', summary: `the account could not be read, so nothing was imported: ${failed.error}`, fix: 'Give the credentials of the Target the right to read it, and try again.' }] };
  const connectors = listed(snapshot, 'connectors');
  const schemas = listed(snapshot, 'schemas');
  const subjects = subjectsOf([...connectors.values()].filter(sourceOfConnector), [...schemas.keys()]);
  const levels = subjects.length === 0 ? { subjectConfigs: { read: true as const, items: new Map<string, string | undefined>() } } : await read(['subjectConfigs'], subjects);
  if (levels.subjectConfigs?.read !== true) return { read: false, diagnostics: [{ code: 'CDC4012', severity: 'error', summary: `the compatibility of subjects could not be read, so nothing was imported: ${levels.subjectConfigs?.error ?? ''}` }] };
  const pool = poolOf(target, discovery);
  const { principal } = target.spec;
  return {
    read: true,
    facts: {
      here: [account.environment.name, account.environment.id, account.cluster.name, account.cluster.id],
      cluster: account.cluster,
      connectors,
      topics: listed(snapshot, 'topics'),
      topicConfigs: listed(snapshot, 'topicConfigs'),
      schemas,
      subjectConfigs: levels.subjectConfigs.items,
      statements: listed(snapshot, 'statements'),
      tableflowTopics: listed(snapshot, 'tableflowTopics'),
      target: { name: target.name, ...(pool === undefined ? {} : { poolId: pool }), ...(principal === undefined ? {} : { principal }) },
    },
  };
}

/** Those of a connector's topics: by its prefix, or by its tables where topics have none. */
function subjectsOf(connectors: readonly { readonly config: Readonly<Record<string, string>> }[], subjects: readonly string[]): string[] {
  const prefixes = connectors.map(({ config }) => config['topic.prefix']).filter((prefix) => prefix !== undefined);
  const names = new Set(connectors.flatMap(({ config }) => (config['dynamodb.table.includelist'] ?? '').split(',')).filter((name) => name !== ''));
  return subjects.filter((subject) => {
    const topic = subject.replace(/-(key|value)$/, '');
    return names.has(topic) || prefixes.some((prefix) => topic.startsWith(`${prefix}.`));
  });
}

function poolOf({ spec }: TargetDocument, { computePools, account }: Discovery): string | undefined {
  const { id, name } = spec.computePool;
  return findPool(computePools, id ?? name ?? '', account)?.id;
}
