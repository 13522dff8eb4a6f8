/** Avro schema resolution, as far as compatibility checks need it (the rules of the Avro specification). */
interface Record_ {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}

type Names = Map<string, unknown>;

interface Walk {
  readonly reader: Names;
  readonly writer: Names;
  /** Pairs of record names under comparison: recursive types end here. */
  readonly open: Set<string>;
}

const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

/** Why data written with `writer` cannot be read with `reader`; empty when it can. */
export function avroReadProblems(reader: unknown, writer: unknown): readonly string[] {
  return compare(reader, writer, '/', { reader: collect(reader, new Map()), writer: collect(writer, new Map()), open: new Set() });
}

function compare(reader: unknown, writer: unknown, path: string, walk: Walk): readonly string[] {
  const read = resolve(reader, walk.reader);
  const written = resolve(writer, walk.writer);
  if (Array.isArray(written)) return written.flatMap((branch) => compare(read, branch, path, walk));
  if (Array.isArray(read)) {
    const fits = read.some((branch) => compare(branch, written, path, walk).length === 0);
    return fits ? [] : [`{errorType:'MISSING_UNION_BRANCH', description:'The new schema is missing a type inside a union field at path '${path}' in the old schema'}`];
  }
  const [to, from] = [kindOf(read), kindOf(written)];
  if (to !== from) {
    return PROMOTIONS[from]?.includes(to) === true ? [] : [`{errorType:'TYPE_MISMATCH', description:'The type (path '${path}') of a field in the new schema does not match with the old schema (${from} to ${to})'}`];
  }
  return compareSameKind(to, read, written, path, walk);
}

function compareSameKind(kind: string, read: unknown, written: unknown, path: string, walk: Walk): readonly string[] {
  const [left, right] = [read as Record<string, unknown>, written as Record<string, unknown>];
  switch (kind) {
    case 'record':
      return compareRecords(read as Record_, written as Record_, path, walk);
    case 'array':
      return compare(left['items'], right['items'], `${path}items/`, walk);
    case 'map':
      return compare(left['values'], right['values'], `${path}values/`, walk);
    case 'enum': {
      const symbols = (left['symbols'] ?? []) as readonly string[];
      const missing = ((right['symbols'] ?? []) as readonly string[]).filter((symbol) => !symbols.includes(symbol));
      return missing.length === 0 || 'default' in left ? [] : [`{errorType:'MISSING_ENUM_SYMBOLS', description:'The new schema is missing enum symbols ${missing.join(', ')} at path '${path}''}`];
    }
    case 'fixed':
      return left['size'] === right['size'] ? [] : [`{errorType:'FIXED_SIZE_MISMATCH', description:'The size of FIXED type differs at path '${path}''}`];
    default:
      return compareDecimals(left, right, path);
  }
}

/** A decimal whose scale differs would be read as another number. */
function compareDecimals(read: unknown, written: unknown, path: string): readonly string[] {
  const scale = (type: unknown): unknown => (type !== null && typeof type === 'object' && (type as { logicalType?: unknown }).logicalType === 'decimal' ? ((type as { scale?: unknown }).scale ?? 0) : undefined);
  const [left, right] = [scale(read), scale(written)];
  return left !== undefined && right !== undefined && left !== right ? [`{errorType:'TYPE_MISMATCH', description:'The decimal scale at path '${path}' changed from ${String(right)} to ${String(left)}'}`] : [];
}

function compareRecords(read: Record_, written: Record_, path: string, walk: Walk): readonly string[] {
  const pair = `${read.name}|${written.name}`;
  if (walk.open.has(pair)) return [];
  walk.open.add(pair);
  const problems = read.fields.flatMap((field, index) => {
    const place = `${path}fields/${index}/type/`;
    const before = written.fields.find((other) => other.name === field.name);
    if (before !== undefined) return compare(field.type, before.type, place, walk);
    return 'default' in field ? [] : [`{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field '${field.name}' at path '${path}fields/${index}' in the new schema has no default value and is missing in the old schema'}`];
  });
  walk.open.delete(pair);
  return problems;
}

function kindOf(type: unknown): string {
  if (typeof type === 'string') return type;
  const inner = (type as { type?: unknown } | null)?.type;
  return typeof inner === 'string' ? inner : kindOf(inner);
}

function resolve(type: unknown, names: Names): unknown {
  if (typeof type === 'string') return names.get(type) ?? names.get(type.split('.').at(-1) ?? type) ?? type;
  const inner = type !== null && typeof type === 'object' && !Array.isArray(type) ? (type as { type?: unknown }).type : undefined;
  return inner !== null && typeof inner === 'object' ? resolve(inner, names) : type;
}

/** The named types of a schema, by full name and by short name. */
function collect(type: unknown, names: Names): Names {
  if (Array.isArray(type)) {
    for (const branch of type) collect(branch, names);
  } else if (type !== null && typeof type === 'object') {
    const node = type as { type?: unknown; name?: string; namespace?: string; fields?: readonly Field[]; items?: unknown; values?: unknown };
    if (typeof node.name === 'string' && ['record', 'enum', 'fixed'].includes(String(node.type))) {
      names.set(node.name, node);
      names.set(node.namespace === undefined ? node.name : `${node.namespace}.${node.name}`, node);
      names.set(node.name.split('.').at(-1) ?? node.name, node);
    }
    for (const inner of [node.items, node.values, ...(node.fields ?? []).map((field) => field.type)]) collect(inner, names);
    if (node.type !== null && typeof node.type === 'object') collect(node.type, names);
  }
  return names;
}
