import { assertNever } from '../assert-never.js';
import type { Change, FieldChange } from '../change.js';
import { actualSpec } from '../known-kinds.js';
import type { KnownKind, KnownSpecs } from '../known-kinds.js';
import type { OutcomeName } from './outcomes.js';

/** What else the plan does around one table: what a change means often depends on it. */
export interface TableContext {
  /** Changes of the table's own resources, and those that it shares with the rest of its pipeline (the connector). */
  readonly changes: readonly Change[];
  /** Some of it, data included, is there already. */
  readonly existed: boolean;
}

type ReplaceChange = Extract<Change, { type: 'replace' }>;
type UpdateChange = Extract<Change, { type: 'update' }>;

/** What the change does to the data of the table, as names of rows in `outcomes`; `undefined`: nothing. */
export function outcomeNameOf(change: Change, context: TableContext): OutcomeName | undefined {
  switch (change.type) {
    case 'create':
      return ofCreate(change.kind, context);
    case 'update':
      return ofUpdate(change);
    case 'replace':
      return ofReplace(change, context);
    case 'delete':
      return ofDelete(change, context);
    case 'appear':
    case 'adopt':
    case 'conflict':
    case 'noop':
    case 'blocked':
      return undefined;
    default:
      return assertNever(change);
  }
}

function ofCreate(kind: string, context: TableContext): OutcomeName | undefined {
  if (kind === 'connector' && context.existed) return 'connectorMadeAgain';
  const table = context.changes.find((change) => change.kind === 'target-table');
  const stays = table?.type === 'noop' || table?.type === 'update' || table?.type === 'adopt';
  return kind === 'decode-statement' && stays ? 'statementMadeAgain' : undefined;
}

function ofUpdate(change: UpdateChange): OutcomeName | undefined {
  switch (change.kind) {
    case 'connector':
      return resumes(change.fields, 'running') ? undefined : 'connectorUpdated';
    case 'decode-statement':
      return resumes(change.fields, 'running') ? undefined : 'statementPaused';
    case 'target-table':
      return change.fields.some((field) => field.path === 'retentionMs' && isShorter(field)) ? 'retentionShortened' : undefined;
    case 'tableflow-topic':
      return ofTableflowUpdate(change);
    default:
      return undefined;
  }
}

/** It was stopped and nothing else changes: it begins to work again. */
function resumes(fields: readonly FieldChange[], running: string): boolean {
  return fields.every((field) => field.path === 'state' && field.after === running);
}

/** Patched in place; rows go on arriving (confluent-api.md section 8). */
function ofTableflowUpdate({ fields }: UpdateChange): OutcomeName | undefined {
  if (fields.some((field) => field.path === 'dataRetentionMs' && isShorter(field))) return 'retentionShortened';
  const formats = fields.find((field) => field.path === 'formats');
  const [before, after] = [formats?.before, formats?.after].map((value) => (Array.isArray(value) ? value : []));
  return before!.some((format) => !after!.includes(format)) ? 'formatRemoved' : undefined;
}

/** 0, less, and nothing at all mean for ever. */
function isShorter({ before, after }: FieldChange): boolean {
  const [had, has] = [before, after].map((value) => (Number(value ?? 0) > 0 ? Number(value) : Number.POSITIVE_INFINITY));
  return has! < had!;
}

function ofReplace(change: ReplaceChange, context: TableContext): OutcomeName | undefined {
  switch (change.kind) {
    case 'connector':
      return 'connectorReplaced';
    case 'source-topic':
      return 'sourceTopicReplaced';
    case 'target-table':
    case 'target-topic':
      return refillOf(context);
    case 'decode-statement':
      if (change.reason.by === 'health') return 'statementRepaired';
      return change.handover.way === 'carryOver' ? 'statementPaused' : 'statementRestarted';
    case 'tableflow-topic':
      return storageOf(change) === 'Managed' ? 'managedTableReplaced' : 'ownStorageTableReplaced';
    case 'compute-pool':
      return 'poolReplaced';
    default:
      return undefined;
  }
}

/**
 * Where the rows of a table that is made again come from. An append table holds more than any topic or database can tell
 * again: every version that a row ever had.
 */
function refillOf({ changes }: TableContext): OutcomeName {
  const replay = changes.flatMap((change) => desiredSpec('decode-statement', change)?.replay ?? [])[0];
  if (replay?.way === 'carryOver') return 'tableRebuiltInPart';
  if (snapshots(changes)) return 'tableRebuiltFromDatabase';
  return replay?.way === 'restart' && replay.partial !== true ? 'tableRebuilt' : 'tableRebuiltInPart';
}

/** Whether a connector is made that reads the database from the start. */
function snapshots(changes: readonly Change[]): boolean {
  return changes.some((change) => change.kind === 'connector' && (change.type === 'replace' || change.type === 'create'));
}

function ofDelete(change: Change, context: TableContext): OutcomeName | undefined {
  switch (change.kind) {
    case 'connector':
      return snapshots(context.changes) ? 'connectorReplaced' : 'connectorDeleted';
    case 'source-topic':
      // With another prefix the topic of the same table appears under another name.
      return context.changes.some((other) => other.kind === 'source-topic' && other.type === 'appear') && snapshots(context.changes) ? 'sourceTopicReplaced' : 'sourceTopicDeleted';
    case 'target-table':
    case 'target-topic':
      return 'tableDeleted';
    case 'decode-statement':
      return context.changes.some((other) => other.kind === 'target-table' && other.type === 'delete') ? undefined : 'statementPaused';
    case 'tableflow-topic':
      return storageOf(change) === 'Managed' ? 'managedTableDeleted' : 'ownStorageTableDeleted';
    default:
      return undefined;
  }
}

/** Unknown counts as the service's own, where more is lost. */
function storageOf(change: Change): string {
  const before = 'before' in change ? actualSpec('tableflow-topic', change.before) : undefined;
  return before?.storage?.kind ?? 'Managed';
}

function desiredSpec<Kind extends KnownKind>(kind: Kind, change: Change): KnownSpecs[Kind] | undefined {
  return change.kind === kind && 'after' in change ? (change.after.spec as KnownSpecs[Kind]) : undefined;
}
