import type { Diagnostic } from '../diagnostic.js';
import { addedTables } from './added-tables.js';
import { afterStateOnly } from './after-state-only.js';
import { deletionThreshold } from './deletion-threshold.js';
import { exclusiveNames } from './exclusive-names.js';
import { expectedPlan } from './expected-plan.js';
import type { Guard, GuardInput } from './guard.js';
import { nameLimits } from './name-limits.js';
import { orphans } from './orphans.js';
import { ownership } from './ownership.js';
import { partialRead } from './partial-read.js';
import { plainJson } from './plain-json.js';
import { protection } from './protection.js';
import { schemaGrowth } from './schema-growth.js';
import { sharedWriters } from './shared-writers.js';
import { sourceTopicKept } from './source-topic-kept.js';
import { tableflowOnSource } from './tableflow-on-source.js';
import { tableflowTable } from './tableflow-table.js';
import { topicCollisions } from './topic-collisions.js';
import { unapprovedDestruction } from './unapproved-destruction.js';
import { writeModeLock } from './write-mode-lock.js';
import { wrongAccount } from './wrong-account.js';

/** Every guard, in the order in which a reader should hear them: is it the right account, whose is it, what would it break. */
export const guards = {
  wrongAccount,
  partialRead,
  sourceTopicKept,
  expectedPlan,
  protection,
  deletionThreshold,
  unapprovedDestruction,
  ownership,
  topicCollisions,
  exclusiveNames,
  sharedWriters,
  nameLimits,
  writeModeLock,
  tableflowOnSource,
  tableflowTable,
  afterStateOnly,
  plainJson,
  schemaGrowth,
  addedTables,
  orphans,
} as const satisfies Record<string, Guard>;

/** What all guards say about a plan, in their order. Pure. An error refuses the plan. */
export function checkPlan(input: GuardInput): Diagnostic[] {
  return Object.values<Guard>(guards).flatMap((guard) => [...guard.check(input)]);
}
