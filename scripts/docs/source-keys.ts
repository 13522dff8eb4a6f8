import type { JsonSchema } from '../../src/core/source.js';
import { code, prose, table } from './markdown.js';

/** Every key of a source's block, nested ones with their path, as its schema describes them. */
export function renderKeys(schema: JsonSchema): string[] {
  return table(['key', 'value', 'default', 'meaning'], keysOf(schema, ''));
}

function keysOf(schema: JsonSchema, prefix: string): string[][] {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = (schema['required'] ?? []) as readonly string[];
  return properties.flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    return [rowOf(path, property, required.includes(name)), ...keysOf(property, `${path}.`)];
  });
}

function rowOf(path: string, property: JsonSchema, required: boolean): string[] {
  const { description = '', examples } = property as { readonly description?: string; readonly examples?: readonly unknown[] };
  const [example] = examples ?? [];
  const shown = example === undefined || property['properties'] !== undefined ? '' : `${/[.?!]$/.test(description) ? '' : '.'} Example: ${code(plain(example))}.`;
  return [code(path), valueOf(property), required ? '**required**' : code(plain(property['default'])), `${prose(description)}${shown}`];
}

/** What may be written there, in few words. */
function valueOf(property: JsonSchema): string {
  const { type, minimum, maximum } = property as { readonly type?: unknown; readonly minimum?: number; readonly maximum?: number };
  const values = property['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) return values.map((value) => code(plain(value))).join(', ');
  if (type === 'integer') return ['number', ...(minimum === undefined ? [] : [`from ${minimum}`]), ...(maximum === undefined ? [] : [`to ${maximum}`])].join(' ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array') return 'list';
  if (type === 'object') return 'mapping';
  const pattern = String(property['pattern'] ?? '');
  if (pattern.includes('env|file')) return 'secret reference';
  return pattern.includes('(ms|s|m|h|d)') ? 'duration' : 'text';
}

function plain(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : Array.isArray(value) ? `[${value.map(plain).join(', ')}]` : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
