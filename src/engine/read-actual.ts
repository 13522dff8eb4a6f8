import type { RemoteId } from '../core/address.js';
import type { ActualResource, DesiredResource } from '../core/resource.js';
import { heldOnce } from '../core/same-json.js';
import type { Account, Reference, AnyResourceKind } from '../kinds/contract.js';
import type { Kinds } from '../kinds/index.js';
import type { ListName, Snapshot } from '../kinds/snapshot.js';
import type { ListReader } from './read-lists.js';

export interface ActualState {
  readonly resources: readonly ActualResource[];
  /** Kind -> why it could not be read. Nothing of such a kind is ever taken for absent. */
  readonly unread: ReadonlyMap<string, string>;
  readonly snapshot: Snapshot;
}

/** What is looked for: the desired resources, and what the ledger says is ours. */
export interface Wanted extends Reference {
  readonly kind: string;
  readonly relations: DesiredResource['relations'];
  readonly pipeline?: string;
  readonly table?: string;
  readonly chain?: string;
  readonly owned: boolean;
  readonly protect: boolean;
  readonly doomed?: boolean;
  /** Not only remembered: the pipelines want it. */
  readonly desired: boolean;
  /** The service's id when it was last seen. */
  readonly rememberedId?: RemoteId;
}

/**
 * Reads what there is of the wanted resources, in two rounds of bulk lists: the second only asks for topic configs when
 * there is a topic to compare, and for the levels of subjects that exist.
 */
export async function readActual(wanted: readonly Wanted[], kinds: Kinds, account: Account, read: ListReader): Promise<ActualState> {
  const needed = new Set(wanted.flatMap((resource) => kinds[resource.kind]?.lists ?? []));
  const first = await read([...needed].filter((name) => !late.has(name)), []);
  const second = await readLate(needed, wanted, first, read);
  const snapshot: Snapshot = { ...first, ...second };
  const unread = unreadKinds(wanted, kinds, snapshot);
  const resources = wanted.flatMap((resource) => {
    const kind = kinds[resource.kind];
    if (kind === undefined || unread.has(resource.kind)) return [];
    const actual = readOne(resource, kind, snapshot, account);
    return actual === undefined ? [] : [actual];
  });
  return { resources, unread, snapshot };
}

const late: ReadonlySet<ListName> = new Set<ListName>(['topicConfigs', 'subjectConfigs']);

async function readLate(needed: ReadonlySet<ListName>, wanted: readonly Wanted[], first: Snapshot, read: ListReader): Promise<Snapshot> {
  const topics = first.topics?.read === true ? first.topics.items : undefined;
  const schemas = first.schemas?.read === true ? first.schemas.items : undefined;
  const tables = wanted.map((resource) => (resource.spec as { table?: unknown }).table).filter((table) => typeof table === 'string');
  const withConfigs = needed.has('topicConfigs') && tables.some((table) => topics?.has(table) === true);
  // Deleting a subject deletes its level, so where there is no subject there is nothing to ask for.
  const subjects = wanted.flatMap((resource) => {
    const subject = resource.kind === 'subject-config' ? (resource.spec as { subject?: unknown }).subject : undefined;
    return typeof subject === 'string' && schemas?.has(subject) !== false ? [subject] : [];
  });
  const names: ListName[] = [...(withConfigs ? (['topicConfigs'] as const) : []), ...(subjects.length > 0 ? (['subjectConfigs'] as const) : [])];
  const snapshot = names.length === 0 ? {} : await read(names, subjects);
  return {
    ...(needed.has('topicConfigs') ? { topicConfigs: { read: true, items: new Map() } as const } : {}),
    ...(needed.has('subjectConfigs') ? { subjectConfigs: { read: true, items: new Map() } as const } : {}),
    ...snapshot,
  };
}

function unreadKinds(wanted: readonly Wanted[], kinds: Kinds, snapshot: Snapshot): Map<string, string> {
  const unread = new Map<string, string>();
  for (const name of new Set(wanted.map((resource) => resource.kind))) {
    const failed = (kinds[name]?.lists ?? []).map((list) => snapshot[list]).find((listing) => listing?.read === false);
    if (failed?.read === false) unread.set(name, failed.error);
  }
  return unread;
}

function readOne(wanted: Wanted, kind: AnyResourceKind, snapshot: Snapshot, account: Account): ActualResource | undefined {
  const reading = kind.read(wanted, snapshot, account);
  if (reading === undefined) return undefined;
  const { pipeline, table, chain } = wanted;
  return {
    kind: wanted.kind,
    address: wanted.address,
    spec: heldOnce(Object.assign(rememberedFields(wanted, kind), reading.spec), wanted.spec),
    lastSpec: wanted.remembered === undefined || wanted.remembered === wanted.spec ? wanted.spec : { ...wanted.spec, ...wanted.remembered },
    relations: wanted.relations,
    health: reading.health,
    owned: wanted.owned,
    protect: wanted.protect,
    ...(wanted.doomed === true ? { doomed: true } : {}),
    ...(reading.remoteId === undefined ? {} : { remoteId: reading.remoteId }),
    ...(reading.healthDetail === undefined ? {} : { healthDetail: reading.healthDetail }),
    ...(reading.state === undefined ? {} : { state: reading.state }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}

function rememberedFields({ remembered }: Wanted, kind: AnyResourceKind): object {
  const known = (remembered ?? {}) as Record<string, unknown>;
  return Object.fromEntries((kind.remembered ?? []).filter((field) => known[field] !== undefined).map((field) => [field, known[field]]));
}
