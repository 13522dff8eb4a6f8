/** How one NOT NULL field looks in the three registered formats: written down by hand, as the converters' documents say. */
export interface Form {
  readonly avro: unknown;
  readonly json: Readonly<Record<string, unknown>>;
  /** Type, then options if any, of the Protobuf field. */
  readonly proto: string;
}

const narrow = (type: string): string => `int32 [(confluent.field_meta) = {params: [{key: "connect.type", value: "${type}"}]}]`;

export const BOOLEAN: Form = { avro: 'boolean', json: { type: 'boolean' }, proto: 'bool' };
export const INT8: Form = { avro: { type: 'int', 'connect.type': 'int8' }, json: { type: 'integer', 'connect.type': 'int8' }, proto: narrow('int8') };
export const INT16: Form = { avro: { type: 'int', 'connect.type': 'int16' }, json: { type: 'integer', 'connect.type': 'int16' }, proto: narrow('int16') };
export const INT32: Form = { avro: 'int', json: { type: 'integer', 'connect.type': 'int32' }, proto: 'int32' };
export const INT64: Form = { avro: 'long', json: { type: 'integer', 'connect.type': 'int64' }, proto: 'int64' };
export const FLOAT32: Form = { avro: 'float', json: { type: 'number', 'connect.type': 'float32' }, proto: 'float' };
export const FLOAT64: Form = { avro: 'double', json: { type: 'number', 'connect.type': 'float64' }, proto: 'double' };
export const STRING: Form = { avro: 'string', json: { type: 'string' }, proto: 'string' };
export const BYTES: Form = { avro: 'bytes', json: { type: 'string', 'connect.type': 'bytes' }, proto: 'bytes' };

/** A primitive with a Debezium name: the name shows in Avro and JSON, and Protobuf has no place for it. */
export function semantic(form: Form, name: string, parameters?: Readonly<Record<string, string>>): Form {
  const kept = parameters ? { 'connect.parameters': parameters } : {};
  const avro = typeof form.avro === 'string' ? { type: form.avro } : (form.avro as object);
  return {
    avro: { ...avro, 'connect.version': 1, ...kept, 'connect.name': name },
    json: { ...form.json, title: name, 'connect.version': 1, ...kept },
    proto: form.proto,
  };
}

export function decimal(precision: number | undefined, scale: number, avroPrecision = precision ?? 64): Form {
  const parameters = { scale: String(scale), ...(precision === undefined ? {} : { 'connect.decimal.precision': String(precision) }) };
  const name = 'org.apache.kafka.connect.data.Decimal';
  const params = [...(precision === undefined ? [] : [`{key: "precision", value: "${precision}"}`]), `{key: "scale", value: "${scale}"}`];
  const native = scale < 0 ? {} : { scale, precision: avroPrecision };
  return {
    avro: { type: 'bytes', ...native, logicalType: 'decimal', 'connect.version': 1, 'connect.parameters': parameters, 'connect.name': name },
    json: { type: 'string', 'connect.type': 'bytes', title: name, 'connect.version': 1, 'connect.parameters': parameters },
    proto: `confluent.type.Decimal [(confluent.field_meta) = {params: [${params.join(', ')}]}]`,
  };
}

const logical = (kind: string, avro: string, avroType: string, json: string, proto: string): Form => ({
  avro: { type: avro, logicalType: avroType, 'connect.version': 1, 'connect.name': `org.apache.kafka.connect.data.${kind}` },
  json: { type: 'integer', 'connect.type': json, title: `org.apache.kafka.connect.data.${kind}`, 'connect.version': 1 },
  proto,
});
export const CONNECT_DATE = logical('Date', 'int', 'date', 'int32', 'google.type.Date');
export const CONNECT_TIME = logical('Time', 'int', 'time-millis', 'int32', 'google.type.TimeOfDay');
export const CONNECT_TIMESTAMP = logical('Timestamp', 'long', 'timestamp-millis', 'int64', 'google.protobuf.Timestamp');

export const time = (name: string): string => `io.debezium.time.${name}`;
export const DATE = semantic(INT32, time('Date'));
export const TIME = semantic(INT32, time('Time'));
export const MICRO_TIME = semantic(INT64, time('MicroTime'));
export const NANO_TIME = semantic(INT64, time('NanoTime'));
export const TIMESTAMP = semantic(INT64, time('Timestamp'));
export const MICRO_TIMESTAMP = semantic(INT64, time('MicroTimestamp'));
export const NANO_TIMESTAMP = semantic(INT64, time('NanoTimestamp'));
export const ZONED_TIMESTAMP = semantic(STRING, time('ZonedTimestamp'));
export const MICRO_DURATION = semantic(INT64, time('MicroDuration'));
export const JSON_TEXT = semantic(STRING, 'io.debezium.data.Json');
export const XML = semantic(STRING, 'io.debezium.data.Xml');

/** A list of optional elements; Protobuf cannot say that they are. */
export function list(element: Form): Form {
  return {
    avro: { type: 'array', items: ['null', element.avro] },
    json: { type: 'array', items: { oneOf: [{ type: 'null' }, element.json] } },
    proto: `repeated ${element.proto}`,
  };
}

/** A list of NOT NULL elements with a semantic name. */
export function vector(element: Form, name: string): Form {
  return {
    avro: { type: 'array', items: element.avro, 'connect.version': 1, 'connect.name': name },
    json: { type: 'array', items: element.json, title: name, 'connect.version': 1 },
    proto: `repeated ${element.proto}`,
  };
}

/** A record; fields marked `?` are optional. */
export function record(name: string, fields: Readonly<Record<string, Form>>): Form {
  const dot = name.lastIndexOf('.');
  const entries = Object.entries(fields).map(([field, form]) => ({ field: field.replace('?', ''), nullable: field.endsWith('?'), form }));
  const nullable = (form: Form) => ({ oneOf: [{ type: 'null' }, form.json] });
  return {
    avro: {
      type: 'record', name: name.slice(dot + 1), namespace: name.slice(0, dot),
      fields: entries.map(({ field, nullable, form }) => (nullable ? { name: field, type: ['null', form.avro], default: null } : { name: field, type: form.avro })),
      'connect.version': 1, 'connect.name': name,
    },
    json: {
      type: 'object',
      properties: Object.fromEntries(entries.map(({ field, nullable: isNullable, form }, index) => [field, { ...(isNullable ? nullable(form) : form.json), 'connect.index': index }])),
      title: name, 'connect.version': 1,
    },
    proto: name.slice(dot + 1),
  };
}

export const VARIABLE_DECIMAL = record('io.debezium.data.VariableScaleDecimal', { scale: INT32, value: BYTES });
export const GEOMETRY = record('io.debezium.data.geometry.Geometry', { wkb: BYTES, 'srid?': INT32 });
export const GEOGRAPHY = record('io.debezium.data.geometry.Geography', { wkb: BYTES, 'srid?': INT32 });
export const POINT = record('io.debezium.data.geometry.Point', { x: FLOAT64, y: FLOAT64, 'wkb?': BYTES, 'srid?': INT32 });
