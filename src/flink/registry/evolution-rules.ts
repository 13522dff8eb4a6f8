/** What becomes of a column between two schemas. */
export type ColumnChange =
  | 'added' | 'addedRequired' | 'dropped' | 'droppedRequired' | 'widened' | 'digitsAdded' | 'narrowed' | 'retyped' | 'rescaled' | 'reencoded'
  | 'parametersChanged' | 'relaxed' | 'tightened' | 'keyChanged';

/** Changes whose compatibility depends on the two types: see `readableTypes`. */
export type TypeChange = 'widened' | 'digitsAdded' | 'narrowed' | 'retyped' | 'rescaled';

/** Formats as compatibility sees them: a JSON Schema admits further properties, unless the converter closes it. */
export type SchemaModel = 'AVRO' | 'JSON_SR' | 'JSON_SR closed' | 'PROTOBUF';

/** Whether the new schema reads old records (backward), and the old one new records (forward). FULL asks for both. */
export interface Readable {
  readonly backward: boolean;
  readonly forward: boolean;
}

const ALL: Readable = { backward: true, forward: true };
const NONE: Readable = { backward: false, forward: false };
const BACKWARD: Readable = { backward: true, forward: false };
const FORWARD: Readable = { backward: false, forward: true };

/**
 * semantics.md 2.9a, cell by cell, but for changes of type. Neither Avro nor JSON Schema looks at Connect's names and parameters.
 * Protobuf, which the table does not have, goes by field numbers: a field may come and go.
 */
export const REGISTRY_RULES: Readonly<Record<Exclude<ColumnChange, TypeChange>, Readonly<Record<SchemaModel, Readable>>>> = {
  added: { AVRO: ALL, JSON_SR: FORWARD, 'JSON_SR closed': BACKWARD, PROTOBUF: ALL },
  addedRequired: { AVRO: FORWARD, JSON_SR: FORWARD, 'JSON_SR closed': BACKWARD, PROTOBUF: ALL },
  dropped: { AVRO: ALL, JSON_SR: BACKWARD, 'JSON_SR closed': FORWARD, PROTOBUF: ALL },
  droppedRequired: { AVRO: BACKWARD, JSON_SR: BACKWARD, 'JSON_SR closed': FORWARD, PROTOBUF: ALL },
  reencoded: { AVRO: ALL, JSON_SR: ALL, 'JSON_SR closed': ALL, PROTOBUF: ALL },
  parametersChanged: { AVRO: ALL, JSON_SR: ALL, 'JSON_SR closed': ALL, PROTOBUF: ALL },
  relaxed: { AVRO: BACKWARD, JSON_SR: BACKWARD, 'JSON_SR closed': BACKWARD, PROTOBUF: ALL },
  tightened: { AVRO: FORWARD, JSON_SR: FORWARD, 'JSON_SR closed': FORWARD, PROTOBUF: ALL },
  keyChanged: { AVRO: NONE, JSON_SR: NONE, 'JSON_SR closed': NONE, PROTOBUF: NONE },
};

/** What the running statement and the table of Tableflow make of it, and what is to be done when the target follows. */
interface Effect {
  /** `unaffected`; `notRead`: the running statement goes on without it; `mayFail`: it decodes with the schema that it started with. */
  readonly flink: 'unaffected' | 'notRead' | 'mayFail';
  /** Of a table that follows: taken over by itself, kept and NULL from then on, or suspended (semantics.md 4.6). */
  readonly tableflow: 'unaffected' | 'follows' | 'keepsAsNull' | 'suspends';
  readonly action: 'nothing' | 'statement' | 'newVersionAndStatement' | 'tableChain';
  readonly why: string;
}

export const EFFECTS: Readonly<Record<ColumnChange, Effect>> = {
  added: {
    flink: 'notRead', tableflow: 'follows', action: 'newVersionAndStatement',
    why: 'The column becomes a nullable one of the target by a new version of its schema; the statement has to be replaced, since it reads the columns of its start.',
  },
  addedRequired: {
    flink: 'notRead', tableflow: 'follows', action: 'newVersionAndStatement',
    why: 'Rows written before do not have it, so the target takes it as nullable, by a new version of its schema; the statement is replaced.',
  },
  dropped: {
    flink: 'mayFail', tableflow: 'keepsAsNull', action: 'tableChain',
    why: 'A column of a target table cannot be removed in place. To keep the table, keep the column as an exception with the expression CAST(NULL AS its type): then only the statement is replaced.',
  },
  droppedRequired: {
    flink: 'mayFail', tableflow: 'keepsAsNull', action: 'tableChain',
    why: 'A column of a target table cannot be removed in place, and the running statement expects a value in every record. To keep the table, keep the column as an exception with the expression CAST(NULL AS its type).',
  },
  widened: {
    flink: 'mayFail', tableflow: 'follows', action: 'tableChain',
    why: 'Flink alters no column of a target table. The running statement decodes with the narrower type of its start and may fail at the first record.',
  },
  digitsAdded: {
    flink: 'mayFail', tableflow: 'follows', action: 'tableChain',
    why: 'Flink alters no column of a target table; a value with more digits than it had becomes NULL or fails.',
  },
  narrowed: {
    flink: 'mayFail', tableflow: 'suspends', action: 'tableChain',
    why: 'No layer narrows a column in place. To keep the table, keep the wider type as an exception: then only the statement is replaced.',
  },
  retyped: { flink: 'mayFail', tableflow: 'suspends', action: 'tableChain', why: 'The old and the new values are of different kinds; no layer changes a type in place.' },
  rescaled: { flink: 'mayFail', tableflow: 'suspends', action: 'tableChain', why: 'The same bytes are another number at another scale, so old and new records cannot be read by one statement.' },
  reencoded: {
    flink: 'mayFail', tableflow: 'unaffected', action: 'tableChain',
    why: 'The registry sees the same type, and the numbers count something else: read as before, every new value is wrong. Old and new records cannot be read by one statement.',
  },
  parametersChanged: { flink: 'unaffected', tableflow: 'unaffected', action: 'nothing', why: 'Only remarks in the schema differ, such as the values of an enum: the column is a text before and after.' },
  relaxed: {
    flink: 'mayFail', tableflow: 'unaffected', action: 'statement',
    why: 'The column of the target takes NULL already. The running statement decodes with the schema of its start, so it is replaced.',
  },
  tightened: { flink: 'unaffected', tableflow: 'unaffected', action: 'nothing', why: 'The column of the target stays nullable, as old rows need it.' },
  keyChanged: {
    flink: 'mayFail', tableflow: 'suspends', action: 'tableChain',
    why: 'The key decides which records are of one row; neither Flink nor Tableflow changes it in place, and the source topic holds records of both keys.',
  },
};
