/** Protobuf compatibility by field number: a number keeps its type, and types of one wire group may change into each other. */
interface ProtoField {
  readonly message: string;
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
}

const WIRE_GROUPS: readonly (readonly string[])[] = [
  ['int32', 'uint32', 'int64', 'uint64', 'bool'],
  ['sint32', 'sint64'],
  ['string', 'bytes'],
  ['fixed32', 'sfixed32'],
  ['fixed64', 'sfixed64'],
];

/** Why data written with `writer` cannot be read with `reader`; added and removed fields are always fine. */
export function protobufReadProblems(reader: string, writer: string): readonly string[] {
  const read = new Map(fieldsOf(reader).map((field) => [`${field.message}#${field.number}`, field]));
  return fieldsOf(writer).flatMap((before) => {
    const after = read.get(`${before.message}#${before.number}`);
    if (after === undefined || (sameWire(after.type, before.type) && after.repeated === before.repeated)) return [];
    return [`{errorType:"FIELD_SCALAR_KIND_CHANGED", description:"The kind of field ${before.message}.${before.name} changed from ${before.type} to ${after.type}"}`];
  });
}

function sameWire(left: string, right: string): boolean {
  return left === right || WIRE_GROUPS.some((group) => group.includes(left) && group.includes(right));
}

function fieldsOf(text: string): readonly ProtoField[] {
  const found: ProtoField[] = [];
  const messages: string[] = [];
  for (const line of text.replace(/([{};])/g, '$1\n').split('\n').map((part) => part.trim())) {
    const opened = /^(message|enum|oneof|service)\s+(\w+)\s*\{/.exec(line);
    if (opened !== null) messages.push(opened[2] ?? '');
    else if (line.startsWith('}')) messages.pop();
    const field = /^(optional\s+|repeated\s+)?([\w.]+|map\s*<[^>]*>)\s+(\w+)\s*=\s*(\d+)/.exec(line);
    if (field !== null && messages.length > 0) {
      found.push({ message: messages.join('.'), number: Number(field[4]), name: field[3] ?? '', type: field[2] ?? '', repeated: field[1]?.startsWith('repeated') ?? false });
    }
  }
  return found;
}
