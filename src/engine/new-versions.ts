import { actingOf } from '../core/change.js';
import type { SchemaRegistryClient } from '../confluent/schema-registry.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { NewVersion, SchemaEvolution } from '../core/evolution.js';
import type { Change } from '../core/change.js';
import type { Plan } from '../core/plan.js';
import { withColumns } from '../kinds/target-table/add-columns.js';
import type { TargetTableSpec } from '../kinds/target-table/spec.js';
import type { SchemaListing } from './source-schemas.js';

type TableUpdate = Extract<Change, { type: 'update' }>;

/**
 * Asks the registry about every new version that the plan would register on a target's subject, as registering would. A refusal
 * refuses the plan; no answer is a warning. One call per table that gets columns.
 */
export async function checkNewVersions(plan: Plan, schemas: SchemaListing, registry: Pick<SchemaRegistryClient, 'checkCompatibility'>): Promise<Plan> {
  const updates = actingOf(plan.changes).filter((change): change is TableUpdate => change.type === 'update' && change.kind === 'target-table' && addedColumns(change).length > 0);
  if (updates.length === 0) return plan;
  const answers = await Promise.all(updates.map(async (change) => ({ change, answer: await ask(change, schemas, registry) })));
  const byTarget = new Map(answers.map(({ change, answer }) => [(change.after.spec as TargetTableSpec).table, answer]));
  const evolutions = plan.evolutions.map((evolution): SchemaEvolution => {
    const newVersion = evolution.action === 'newVersionAndStatement' ? byTarget.get(evolution.target) : undefined;
    return newVersion === undefined ? evolution : { ...evolution, newVersion };
  });
  return Object.freeze({ ...plan, evolutions: Object.freeze(evolutions), diagnostics: Object.freeze([...plan.diagnostics, ...answers.flatMap(({ change, answer }) => diagnosticsOf(change, answer))]) });
}

function addedColumns({ fields }: TableUpdate): string[] {
  return fields.filter(({ path }) => path.startsWith('columns.')).map(({ path }) => path.slice('columns.'.length));
}

async function ask(change: TableUpdate, schemas: SchemaListing, registry: Pick<SchemaRegistryClient, 'checkCompatibility'>): Promise<NewVersion> {
  const desired = change.after.spec as TargetTableSpec;
  const subject = `${desired.table}-value`;
  try {
    const latest = schemas?.read === true ? schemas.items.get(subject) : undefined;
    if (latest === undefined) throw new Error(`${subject} is not in the list of schemas`);
    const next = withColumns(latest, desired, addedColumns(change));
    // Against all versions: what they are held against is then the level's business, as it is when registering.
    const verdict = next === undefined ? { is_compatible: true } : await registry.checkCompatibility(subject, next, 'all');
    return { subject, verdict: verdict.is_compatible ? 'accepted' : 'rejected', messages: verdict.messages ?? [] };
  } catch (thrown) {
    return { subject, verdict: 'unknown', messages: [thrown instanceof Error ? thrown.message : String(thrown)] };
  }
}

function diagnosticsOf(change: TableUpdate, { subject, verdict, messages }: NewVersion): Diagnostic[] {
  if (verdict === 'accepted') return [];
  const range = change.fields.find(({ path }) => path.startsWith('columns.'))?.origin ?? change.after.origin;
  const columns = addedColumns(change).join(', ');
  const detail = messages.join(' ');
  if (verdict === 'unknown') return [{ code: 'CDC2323', severity: 'warning', summary: `whether ${subject} takes a version with ${columns} is not known`, detail, address: change.address, range }];
  return [{ code: 'CDC2322', severity: 'error', summary: `${subject} would refuse the version with ${columns}`, detail, address: change.address, range }];
}
