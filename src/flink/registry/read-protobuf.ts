import type { FlinkType } from '../types.js';
import { parseProtoFile } from './proto-file.js';
import type { ProtoField, ProtoFile, ProtoMessage } from './proto-file.js';
import { arrayType, asNullable, CONNECT, decimalType, known, mapType, MAX_DECIMAL_PRECISION, rowType, simple, unknown, UnreadableSchema } from './shape.js';
import type { RegisteredField, RegisteredType, SchemaShape } from './shape.js';

/**
 * Reads the first message of a .proto text (semantics.md 2.1 item 13, 2.2). A scalar without `optional` is never NULL: the
 * converter writes zero instead. @throws UnreadableSchema.
 */
export function readProtobuf(text: string): SchemaShape {
  const file = parseProtoFile(text);
  if (file.root === undefined) throw new UnreadableSchema('the .proto file has no message');
  const type = readMessage(file.root, file, []);
  return { kind: 'record', name: type.semantic ?? file.root.name, fields: type.fields ?? [] };
}

function readMessage(message: ProtoMessage, file: ProtoFile, open: readonly string[]): RegisteredType {
  if (open.includes(message.name)) return unknown(`the message ${message.name} contains itself`);
  const inner = [...open, message.name];
  const fields = message.fields.map((field): RegisteredField => ({ ...readField(field, message, file, inner), name: field.name, number: field.number }));
  return rowType(withChoices(fields, message), { semantic: debeziumRecord(message) ?? (file.package === '' ? message.name : `${file.package}.${message.name}`) });
}

/** The fields of a `oneof` are one column, a row of which one field is filled. */
function withChoices(fields: readonly RegisteredField[], message: ProtoMessage): readonly RegisteredField[] {
  return fields.flatMap((field, index): RegisteredField[] => {
    const choice = message.fields[index]?.oneof;
    if (choice === undefined) return [field];
    const members = fields.filter((_, other) => message.fields[other]?.oneof === choice);
    return members[0] === field ? [{ ...asNullable(rowType(members, { isUnion: true })), name: choice }] : [];
  });
}

/** Records of Debezium's, which the converter writes under their short names: told by name and fields. */
const DEBEZIUM_RECORDS: readonly { readonly semantic: string; readonly fields: string }[] = [
  { semantic: 'io.debezium.data.VariableScaleDecimal', fields: 'scale,value' },
  { semantic: 'io.debezium.data.SparseDoubleVector', fields: 'dimensions,vector' },
  { semantic: 'io.debezium.data.geometry.Point', fields: 'x,y,wkb,srid' },
  { semantic: 'io.debezium.data.geometry.Geometry', fields: 'wkb,srid' },
  { semantic: 'io.debezium.data.geometry.Geography', fields: 'wkb,srid' },
];

function debeziumRecord(message: ProtoMessage): string | undefined {
  const short = message.name.split('.').at(-1);
  const fields = message.fields.map((field) => field.name).join(',');
  return DEBEZIUM_RECORDS.find((record) => record.semantic.split('.').at(-1) === short && record.fields === fields)?.semantic;
}

function readField(field: ProtoField, message: ProtoMessage, file: ProtoFile, open: readonly string[]): RegisteredType {
  const { type, presence } = readSingle(field, message, file, open);
  const parameters = Object.keys(field.parameters).length === 0 ? {} : { parameters: field.parameters };
  if (field.keyType !== undefined) return mapType(known(SCALARS[field.keyType] ?? simple('STRING')), type, parameters);
  if (field.label === 'repeated') return arrayType(type, parameters);
  const told = { ...type, ...parameters };
  return presence || field.label === 'optional' ? asNullable(told) : told;
}

/** `presence`: a message may be absent, a scalar may not. */
interface Single {
  readonly type: RegisteredType;
  readonly presence: boolean;
}

const SCALARS: Readonly<Record<string, FlinkType>> = {
  double: simple('DOUBLE'), float: simple('FLOAT'), bool: simple('BOOLEAN'), string: simple('STRING'), bytes: simple('BYTES'),
  int32: simple('INT'), sint32: simple('INT'), sfixed32: simple('INT'), uint32: simple('BIGINT'), fixed32: simple('BIGINT'),
  int64: simple('BIGINT'), sint64: simple('BIGINT'), sfixed64: simple('BIGINT'), uint64: simple('BIGINT'), fixed64: simple('BIGINT'),
};

const WRAPPERS: Readonly<Record<string, FlinkType>> = {
  DoubleValue: simple('DOUBLE'), FloatValue: simple('FLOAT'), Int32Value: simple('INT'), UInt32Value: simple('BIGINT'),
  Int64Value: simple('BIGINT'), UInt64Value: simple('BIGINT'), BoolValue: simple('BOOLEAN'), StringValue: simple('STRING'), BytesValue: simple('BYTES'),
};

/** Messages that stand for one value, and the Connect type that the converter writes as them. */
const WELL_KNOWN: Readonly<Record<string, { readonly type: FlinkType; readonly semantic: string }>> = {
  'google.protobuf.Timestamp': { type: { kind: 'temporal', name: 'TIMESTAMP_LTZ', precision: 9 }, semantic: CONNECT.timestamp },
  'google.type.Date': { type: simple('DATE'), semantic: CONNECT.date },
  'google.type.TimeOfDay': { type: { kind: 'temporal', name: 'TIME', precision: 9 }, semantic: CONNECT.time },
};

function readSingle(field: ProtoField, message: ProtoMessage, file: ProtoFile, open: readonly string[]): Single {
  const name = field.type.replace(/^\./, '');
  const { 'connect.type': connect, precision, scale } = field.parameters;
  if (connect === 'int8' || connect === 'int16') {
    return { type: known(simple(connect === 'int8' ? 'TINYINT' : 'SMALLINT')), presence: name.startsWith('google.') };
  }
  const scalar = SCALARS[name];
  if (scalar !== undefined) return { type: known(scalar), presence: false };
  const wrapped = WRAPPERS[name.replace(/^google\.protobuf\./, '')];
  if (wrapped !== undefined && name.startsWith('google.protobuf.')) return { type: known(wrapped), presence: true };
  if (name === 'confluent.type.Decimal') return { type: { ...readDecimal(precision, scale), semantic: CONNECT.decimal }, presence: true };
  const wellKnown = WELL_KNOWN[name];
  if (wellKnown !== undefined) return { type: known(wellKnown.type, { semantic: wellKnown.semantic }), presence: true };
  if (lookUp(name, message, file, (full) => file.enums.has(full)) !== undefined) return { type: known(simple('STRING')), presence: false };
  const found = lookUp(name, message, file, (full) => file.messages.has(full));
  if (found === undefined) throw new UnreadableSchema(`the type ${field.type} is not defined in the .proto file`);
  return { type: readMessage(file.messages.get(found)!, file, open), presence: true };
}

/** Without its parameters the type is as wide as Flink's widest. */
function readDecimal(precision: string | undefined, scale: string | undefined): RegisteredType {
  return decimalType(Number(precision ?? MAX_DECIMAL_PRECISION), Number(scale ?? 0)) ?? unknown(`a decimal with the scale ${scale}`);
}

/** A name is looked for in the message that uses it, then in those around it, then in the file. */
function lookUp(name: string, message: ProtoMessage, file: ProtoFile, exists: (full: string) => boolean): string | undefined {
  const local = file.package !== '' && name.startsWith(`${file.package}.`) ? name.slice(file.package.length + 1) : name;
  const scopes = message.name.split('.');
  const candidates = scopes.map((_, i) => [...scopes.slice(0, scopes.length - i), local].join('.'));
  const found = [...candidates, local].find(exists);
  if (found !== undefined) return found;
  // The converter writes a nested message once, inside the message that used it first, and names it from elsewhere.
  const last = local.split('.').at(-1)!;
  return [...file.messages.keys(), ...file.enums].find((full) => full.split('.').at(-1) === last && exists(full));
}
