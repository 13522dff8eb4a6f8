/** What becomes of a column of the source. `renamed?`: one went and one of the same type came, which nobody can tell apart from that. `kindAdded`: a member of the union. */
export const evolutionChanges = [
  'added', 'addedRequired', 'dropped', 'droppedRequired', 'widened', 'digitsAdded', 'narrowed', 'retyped', 'rescaled', 'reencoded',
  'parametersChanged', 'relaxed', 'tightened', 'keyChanged', 'renamed?', 'kindAdded',
] as const;

/** What is done about it: the table's statement is made anew, with a new version of its schema before; or its whole chain. `columns`: the file has to follow first. */
export const evolutionActions = ['nothing', 'statement', 'newVersionAndStatement', 'tableChain', 'columns'] as const;
export type EvolutionAction = (typeof evolutionActions)[number];

export const flinkEffects = ['unaffected', 'notRead', 'mayFail'] as const;
export const tableflowEffects = ['unaffected', 'follows', 'keepsAsNull', 'suspends', 'none'] as const;

/** How a column of a source changed since the statement of a table began to read it, layer by layer (semantics.md 2.9a, 4.6). */
export interface SchemaEvolution {
  readonly pipeline: string;
  /** The source table. */
  readonly table: string;
  readonly target: string;
  readonly change: (typeof evolutionChanges)[number];
  readonly column: string;
  /** The other name, of a rename; the other key. */
  readonly to?: string;
  /** What the level of the source's subject makes of it. The schema is registered: `rejected` says that the level was another one then. */
  readonly source: { readonly format: 'AVRO' | 'JSON_SR' | 'PROTOBUF'; readonly compatibility: string; readonly verdict: 'accepted' | 'rejected' };
  /** What the registry says of the new version of the target's schema, asked before anything is done. Absent: none is to be registered. */
  readonly newVersion?: NewVersion;
  /** The statement as it runs: not concerned; goes on without the column; decodes with the schema of its start, and may fail. */
  readonly flink: (typeof flinkEffects)[number];
  /** The lake table: not concerned, takes it over, keeps the column as NULL, suspends; or there is none. */
  readonly tableflow: (typeof tableflowEffects)[number];
  readonly action: EvolutionAction;
  readonly why: string;
}

export interface NewVersion {
  readonly subject: string;
  /** `unknown`: the registry did not answer. */
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  readonly messages: readonly string[];
}
