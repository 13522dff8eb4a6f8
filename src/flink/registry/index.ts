/** What registered schemas say of columns: read them, infer and check columns, tell how they changed. Pure. */
export { checkColumns } from './check-columns.js';
export type { CheckInput } from './check-columns.js';
export { classifyEvolution } from './evolution.js';
export type { Compatibility, Evolution, EvolutionRules } from './evolution.js';
export type { ColumnFinding } from './findings.js';
export { inferColumns } from './infer-columns.js';
export { inferKey } from './infer-key.js';
export type { InferenceOptions, InferredColumns } from './infer-columns.js';
export { isSchemaProblem, readSchema } from './read-schema.js';
export type { RegisteredField, RegisteredSchema, RegisteredType, SchemaProblem, SchemaShape } from './shape.js';
export { eventTable, isEventProblem, kindsOf } from './event-table.js';
export type { EventTable } from './event-table.js';
export { isSourceTable, readSourceTable } from './source-table.js';
export type { SourceColumn, SourceTable } from './source-table.js';
export { isNoType } from './source-types.js';
export type { NoType, SourceTypes, TypeAnswer, TypeChoice, TypeModes, TypeOptions } from './source-types.js';
