/**
 * JSON Schema compatibility by the strict set of Schema Registry (semantics.md 2.9a): in an open content model (additional
 * properties allowed, the default) an added property may contradict data that was already there under its name.
 */
type Node = Readonly<Record<string, unknown>>;

/** Why data valid under `writer` may be refused by `reader`; empty when it never is. */
export function jsonReadProblems(reader: unknown, writer: unknown): readonly string[] {
  return compare(asNode(reader), asNode(writer), '#/');
}

function compare(reader: Node, writer: Node, path: string): readonly string[] {
  const [read, written] = [branches(reader), branches(writer)];
  if (read.length > 1 || written.length > 1) return compareUnions(read, written, path);
  const [left, right] = [read[0] ?? {}, written[0] ?? {}];
  const [to, from] = [left['type'], right['type']];
  if (to !== undefined && to !== from && !(to === 'number' && from === 'integer')) {
    return [`{errorType:"TYPE_CHANGED", description:"The type at path '${path}' in the new schema is different from the old schema (${String(from)} to ${String(to)})"}`];
  }
  if (to === 'object') return compareObjects(left, right, path);
  if (to === 'array') return compare(asNode(left['items']), asNode(right['items']), `${path}items/`);
  return [];
}

/** Every branch the writer may use must fit some branch of the reader. */
function compareUnions(read: readonly Node[], written: readonly Node[], path: string): readonly string[] {
  return written.flatMap((branch) => {
    const attempts = read.map((candidate) => ({ candidate, problems: compare(candidate, branch, path) }));
    if (attempts.some((attempt) => attempt.problems.length === 0)) return [];
    const sameType = attempts.find((attempt) => attempt.candidate['type'] === branch['type']);
    return sameType?.problems ?? [`{errorType:"SUM_TYPE_NARROWED", description:"The union at path '${path}' in the new schema has fewer types than the old schema"}`];
  });
}

function compareObjects(reader: Node, writer: Node, path: string): readonly string[] {
  const [read, written] = [properties(reader), properties(writer)];
  const required = new Set((reader['required'] as readonly string[] | undefined) ?? []);
  const wasRequired = new Set((writer['required'] as readonly string[] | undefined) ?? []);
  const writerOpen = writer['additionalProperties'] !== false;
  const readerOpen = reader['additionalProperties'] !== false;
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(read)) {
    const place = `${path}properties/${name}/`;
    const before = written[name];
    if (before !== undefined) problems.push(...compare(schema, before, place));
    else if (writerOpen) problems.push(`{errorType:"PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", description:"The new schema has an open content model and has a property at path '${place}' which is missing in the old schema"}`);
    else if (required.has(name) && !('default' in schema)) problems.push(`{errorType:"REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", description:"The new schema requires the property at path '${place}'"}`);
    if (before !== undefined && required.has(name) && !wasRequired.has(name)) problems.push(`{errorType:"REQUIRED_ATTRIBUTE_ADDED", description:"The property at path '${place}' became required"}`);
  }
  if (!readerOpen) {
    for (const name of Object.keys(written).filter((other) => !(other in read))) {
      problems.push(`{errorType:"PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", description:"The new schema has a closed content model and lacks the property at path '${path}properties/${name}'"}`);
    }
  }
  return problems;
}

function branches(node: Node): readonly Node[] {
  const union = node['oneOf'] ?? node['anyOf'];
  if (Array.isArray(union)) return union.map(asNode);
  if (Array.isArray(node['type'])) return node['type'].map((type) => ({ ...node, type }));
  return [node];
}

function properties(node: Node): Readonly<Record<string, Node>> {
  return asNode(node['properties']) as Readonly<Record<string, Node>>;
}

function asNode(value: unknown): Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Node) : {};
}
