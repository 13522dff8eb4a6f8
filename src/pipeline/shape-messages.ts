import type { Diagnostic } from '../core/diagnostic.js';
import type { JsonSchema } from '../core/source.js';
import { nodeAt, type DataNode, type NodeOrigins } from './nodes.js';
import { literalSecret } from './checks/secret-literals.js';
import type { ShapeError } from './shape-select.js';
import { suggest } from './suggest.js';

interface Context {
  readonly root: DataNode;
  readonly origins: NodeOrigins;
  readonly path: readonly string[];
  /** The schema that the value failed. */
  readonly schema: JsonSchema;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

type Words = Omit<Diagnostic, 'severity'>;
type Describe = (context: Context) => Words;

/** What the validator found, in words, at the place where the user wrote it. Values of secrets are never repeated. */
export function describeShapeError({ keyword, path, error }: ShapeError, root: DataNode, origins: NodeOrigins): Diagnostic {
  const misplacedSecret = soundsSecret(path) && (typeof error.data === 'string' || typeof error.data === 'number');
  if (misplacedSecret || error.schemaPath.includes('secretReference')) return literalSecret(error.data, whereIs(root, path), origins.at(path));
  const context: Context = { root, origins, path, schema: error.parentSchema as JsonSchema, params: error.params, data: error.data };
  const describe = describers[keyword] ?? describeForm;
  return { severity: 'error', ...describe(context) };
}

const describers: Readonly<Record<string, Describe>> = {
  additionalProperties: ({ root, origins, path, schema, params }) => {
    const key = String(params['additionalProperty']);
    const known = keysOf(schema);
    const near = suggest(key, known);
    return {
      code: 'CDC1201',
      summary: `"${key}" is not a key of ${whereIs(root, path)}.`,
      fix: misplaced(key, path) ?? (near ? `Did you mean "${near}"?` : `Its keys are ${list(known)}.`),
      range: origins.keyAt([...path, key]),
    };
  },
  required: ({ root, origins, path, schema, params }) => {
    const key = String(params['missingProperty']);
    const property = (schema['properties'] as Record<string, JsonSchema> | undefined)?.[key];
    return {
      code: 'CDC1202',
      summary: `"${key}" is missing from ${whereIs(root, path)}.`,
      ...(property?.['description'] !== undefined && { detail: String(property['description']) }),
      fix: `Add it${example(property)}.`,
      range: origins.keyAt(path),
    };
  },
  type: (context) => wrongType(context, typeWords(context.params['type'])),
  anyOf: (context) => describeAlternatives(context),
  enum: (context) => notAllowed(context, (context.params['allowedValues'] as unknown[]).map(String)),
  const: (context) => notAllowed(context, [String(context.params['allowedValue'])]),
  maxProperties: ({ root, origins, path, schema, data }) => ({
    code: 'CDC1206',
    summary: `${capital(whereIs(root, path))} takes exactly one of ${list(keysOf(schema))}; it has ${list(Object.keys(data as object))}.`,
    fix: 'Keep one of them.',
    range: origins.keyAt(path),
  }),
  minProperties: ({ root, origins, path, schema }) => {
    const known = schema['additionalProperties'] === false ? keysOf(schema) : [];
    const locator = known.includes('id') && known.includes('name');
    return {
      code: locator ? 'CDC1407' : 'CDC1206',
      summary: `${capital(whereIs(root, path))} is empty.`,
      fix: locator ? 'Give its id, its name, or both.' : known.length > 0 ? `Give one of ${list(known)}.` : 'Fill it in or remove it.',
      range: origins.keyAt(path),
    };
  },
  uniqueItems: ({ root, origins, path, params, data }) => {
    const index = Math.max(Number(params['i']), Number(params['j']));
    return {
      code: 'CDC1209',
      summary: `${capital(whereIs(root, path))} names ${printValue((data as unknown[])[index])} twice.`,
      fix: 'Remove one of the two.',
      range: origins.at([...path, index]),
    };
  },
  propertyNames: ({ root, origins, path, params }) => {
    const key = String(params['propertyName']);
    return {
      code: 'CDC1205',
      summary: `"${key}" is not a usable name in ${whereIs(root, path)}.`,
      fix: 'Start with a letter and go on with letters, digits, "_", "-" or ".".',
      range: origins.keyAt([...path, key]),
    };
  },
};

/** Out of range, too long, wrong pattern: the schema's description says what is wanted. */
const describeForm: Describe = ({ root, origins, path, schema, params, data }) => ({
  code: 'CDC1205',
  summary: `${capital(whereIs(root, path))} ${bound(params) ?? `cannot be ${printValue(data)}`}.`,
  ...(schema['description'] !== undefined && { detail: String(schema['description']) }),
  fix: `Correct the value${example(schema)}.`,
  range: origins.at(path),
});

function bound(params: Readonly<Record<string, unknown>>): string | undefined {
  const { limit, comparison } = params;
  if (limit === undefined) return undefined;
  if (comparison !== undefined) return `must be ${comparison === '>=' ? 'at least' : 'at most'} ${String(limit)}`;
  return limit === 1 ? 'must not be empty' : `has not the right length (limit ${String(limit)})`;
}

function describeAlternatives(context: Context): Words {
  const branches = context.schema['anyOf'] as readonly JsonSchema[];
  const values = branches.flatMap((branch) => ('const' in branch ? [branch['const']] : ((branch['enum'] ?? []) as unknown[])));
  const mappings = branches.filter((branch) => branch['type'] === 'object').map((branch) => `a mapping with ${list(keysOf(branch), 'or')}`);
  if (typeof context.data === 'string' && values.some((value) => typeof value === 'string')) return notAllowed(context, values.map(String), mappings);
  const others = branches.filter((branch) => branch['type'] !== 'object').map((branch) => String(branch['title'] ?? typeWords(branch['type'])));
  return wrongType(context, list([...others, ...mappings], 'or'));
}

function wrongType({ root, origins, path, data }: Context, expected: string): Words {
  const quoted = expected === 'text' && (typeof data === 'number' || typeof data === 'boolean');
  return {
    code: 'CDC1203',
    summary: `${capital(whereIs(root, path))} must be ${expected}, not ${expected === 'a whole number' && typeof data === 'number' ? data : typeWordOf(data)}.`,
    ...(isScalar(data) && data !== null && { detail: `Given: ${printValue(data)}.` }),
    fix: data === null ? 'Write a value, or remove the key.' : quoted ? 'Put the value in quotes.' : `Write ${expected}.`,
    range: origins.at(path),
  };
}

function notAllowed({ root, origins, path, data }: Context, allowed: readonly string[], others: readonly string[] = []): Words {
  const range = origins.at(path);
  if (data === 'JSON' && allowed.includes('JSON_SR')) return plainJson(range);
  const near = typeof data === 'string' ? suggest(data, allowed) : undefined;
  return {
    code: 'CDC1204',
    summary: `${capital(whereIs(root, path))} cannot be ${printValue(data)}.`,
    detail: `Allowed: ${[...allowed, ...others].join(', ')}.`,
    fix: near ? `Did you mean ${near}?` : 'Take one of the allowed values.',
    range,
  };
}

function plainJson(range: NonNullable<Diagnostic['range']>): Words {
  return {
    code: 'CDC1208',
    summary: 'The format JSON registers no schema.',
    detail: 'Flink would see raw bytes instead of columns, and Tableflow refuses a topic without a schema.',
    fix: 'Write JSON_SR for JSON with a registered schema, or AVRO where columns will be added.',
    range,
  };
}

/** A key that exists, but elsewhere: the most common slip of people who know the format from its examples. */
function misplaced(key: string, path: readonly string[]): string | undefined {
  if (path.length === 1 && path[0] === 'spec' && key === 'overrides') return 'Move "overrides" to the top level, beside "spec".';
  if (path.length === 0 && key === 'name') return 'Write it under "metadata".';
  return undefined;
}

export function keysOf(schema: JsonSchema): readonly string[] {
  return Object.keys((schema['properties'] ?? {}) as object);
}

/** The path as a reader would say it: `spec.tables[0].from`, or "the document". */
export function whereIs(root: DataNode, path: readonly (string | number)[]): string {
  let said = '';
  for (const [index, step] of path.entries()) {
    const isItem = nodeAt(root, path.slice(0, index))?.type === 'sequence';
    said += isItem ? `[${step}]` : /^[\w-]+$/.test(String(step)) ? `${said && '.'}${step}` : `["${step}"]`;
  }
  return said || 'the document';
}

function example(schema: JsonSchema | undefined): string {
  const [first] = (schema?.['examples'] ?? []) as unknown[];
  return first === undefined ? '' : `, for example ${printValue(first)}`;
}

/** Where people put secrets by mistake, though a mapping belongs there: what stands there is not repeated. */
function soundsSecret(path: readonly string[]): boolean {
  return path.some((step) => /credential|apiKey|secret|passw/i.test(step));
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function printValue(value: unknown): string {
  // A URL may hold a password.
  const text = JSON.stringify(value).replace(/\/\/[^/@\s"]+@/g, '//***@');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function typeWords(types: unknown): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false', array: 'a list', object: 'a mapping', null: 'nothing',
  };
  return list((Array.isArray(types) ? types : [types]).map((type) => words[String(type)]!), 'or');
}

function typeWordOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return String(value);
  return typeWords(typeof value);
}

function list(words: readonly string[], join: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words[0] ?? 'nothing';
  return `${words.slice(0, -1).join(', ')} ${join} ${words.at(-1)}`;
}

function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}
