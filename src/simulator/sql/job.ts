import type { Analysis } from '../flink/index.js';

export type InsertAnalysis = Extract<Analysis, { kind: 'INSERT_INTO' }>;

/** The INSERTs of a job: a statement set has several, each with its own sink. */
export function membersOf(analysis: InsertAnalysis): readonly InsertAnalysis[] {
  return analysis.members ?? [analysis];
}

export function sinksOf(analysis: InsertAnalysis): readonly string[] {
  return membersOf(analysis).map((member) => member.sink);
}
