import type { SchemaRegistryClient } from '../confluent/schema-registry.js';
import type { Schema } from '../confluent/wire.js';
import type { SourceStyle } from '../core/source.js';
import { isSourceTable, readSourceTable } from '../flink/registry/index.js';
import type { RegisteredSchema, SourceTable } from '../flink/registry/index.js';
import type { DecodeStatementSpec, SourceSchemaIds } from '../kinds/decode-statement/spec.js';
import type { LedgerDocument } from '../ledger/document.js';
import type { ExpandContext } from '../pipeline/expand.js';
import { registered } from './source-schemas.js';
import type { SchemaListing } from './source-schemas.js';

/** Schemas by id that the list of newest ones no longer has; `gone`: deleted for good; `unread`: no answer. */
type OlderSchemas = ReadonlyMap<number, RegisteredSchema | 'gone' | 'unread'>;

export interface SourceReading {
  readonly versionsOf: NonNullable<ExpandContext['sourceSchemas']>;
  /** What the statements remember, as text, when that is all that counts: no source has moved on. */
  readonly remembered?: string;
}

/**
 * What each statement of ours decodes with beside what is registered now. An older schema costs one call, and only where the
 * source has moved on since the statement was made.
 */
export async function readSourceVersions(ledger: LedgerDocument, schemas: SchemaListing, registry: Pick<SchemaRegistryClient, 'schemaById'>): Promise<SourceReading> {
  const statements = new Map(
    Object.values(ledger.resources).filter(({ kind }) => kind === 'decode-statement').map(({ address, spec }) => [address, spec as unknown as DecodeStatementSpec]),
  );
  const newest = (topic: string): Newest | undefined => newestOf(schemas, topic);
  const behind = [...statements.values()].flatMap((statement) => idsBehind(statement, newest(statement.sourceTopic)));
  const older = await readOlder(behind, registry);
  const versionsOf: SourceReading['versionsOf'] = (statement, topic, style) => {
    const held = statements.get(statement);
    const remembered = held?.sourceTopic === topic ? held.sourceSchemas : undefined;
    const found = newest(topic);
    if (found === undefined) return remembered === undefined ? undefined : { ids: remembered };
    if (remembered === undefined || sameIds(remembered, found.ids)) return { ids: found.ids };
    const texts = [remembered.key, remembered.value].map((id) => (id === undefined ? undefined : textOf(id, found, older)));
    if (texts.includes('unread')) return { ids: remembered };
    const [key, value] = texts;
    const before = value === 'gone' || key === 'gone' ? undefined : tableOf(key as RegisteredSchema | undefined, value as RegisteredSchema, style);
    const now = tableOf(found.key, found.value, style);
    return { ids: found.ids, ...(before === undefined || now === undefined ? {} : { before, now }) };
  };
  const remembered = JSON.stringify([...statements].map(([address, { sourceTopic, sourceSchemas }]) => [address, sourceTopic, sourceSchemas]));
  return { versionsOf, ...(behind.length > 0 ? {} : { remembered }) };
}

interface Newest {
  readonly ids: SourceSchemaIds;
  readonly key?: RegisteredSchema;
  readonly value: RegisteredSchema;
}

function newestOf(schemas: SchemaListing, topic: string): Newest | undefined {
  if (schemas?.read !== true) return undefined;
  const [key, value] = [`${topic}-key`, `${topic}-value`].map((subject): Schema | undefined => schemas.items.get(subject));
  if (value === undefined) return undefined;
  return {
    ids: { ...(key === undefined ? {} : { key: key.id }), value: value.id },
    ...(key === undefined ? {} : { key: registered(key) }),
    value: registered(value),
  };
}

function idsBehind({ sourceSchemas: held }: DecodeStatementSpec, newest: Newest | undefined): number[] {
  if (held === undefined || newest === undefined || sameIds(held, newest.ids)) return [];
  return [...(held.key === undefined || held.key === newest.ids.key ? [] : [held.key]), ...(held.value === newest.ids.value ? [] : [held.value])];
}

async function readOlder(ids: readonly number[], registry: Pick<SchemaRegistryClient, 'schemaById'>): Promise<OlderSchemas> {
  const read = async (id: number): Promise<RegisteredSchema | 'gone' | 'unread'> => {
    try {
      const schema = await registry.schemaById(id);
      return schema === undefined ? 'gone' : registered(schema);
    } catch {
      return 'unread';
    }
  };
  return new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await read(id)] as const)));
}

function textOf(id: number, newest: Newest, older: OlderSchemas): RegisteredSchema | 'gone' | 'unread' | undefined {
  if (id === newest.ids.value) return newest.value;
  return id === newest.ids.key ? newest.key : (older.get(id) ?? 'unread');
}

function tableOf(keySchema: RegisteredSchema | undefined, valueSchema: RegisteredSchema, style: SourceStyle): SourceTable | undefined {
  const table = readSourceTable({ keySchema, valueSchema, style });
  return isSourceTable(table) ? table : undefined;
}

function sameIds(one: SourceSchemaIds, other: SourceSchemaIds): boolean {
  return one.value === other.value && one.key === other.key;
}
