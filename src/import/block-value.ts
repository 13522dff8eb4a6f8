import type { JsonSchema } from '../core/source.js';

/** `${env:NAME}`: for values that the account keeps to itself. */
export function reference(pipeline: string, key: string): string {
  return `\${env:${`${pipeline}_${key}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^(?=[0-9])/, '_')}}`;
}

/**
 * A connector's setting as the field of a source block has it: by the field's own schema a number, a yes or no, a duration,
 * a list of names. `undefined`: the field cannot say it.
 */
export function blockValue(key: string, value: string, schema: JsonSchema): unknown {
  if (key === 'message.key.columns') return messageKeys(value);
  switch (schema['type']) {
    case 'integer':
      return /^-?\d+$/.test(value) ? Number(value) : undefined;
    case 'boolean':
      return /^(true|readonly)$/i.test(value) ? true : /^false$/i.test(value) ? false : undefined;
    case 'array':
      return namesOf(value);
    case 'string':
      return isDuration(schema) ? durationText(Number(value)) : value;
    default:
      return undefined;
  }
}

/** The property of a block's schema at a path. */
export function schemaAt(schema: JsonSchema, [key, ...rest]: readonly string[]): JsonSchema {
  if (key === undefined) return schema;
  return schemaAt(((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)[key] ?? {}, rest);
}

/** The names of an include list; `undefined` when one of its entries is a pattern that may match several. */
export function namesOf(list: string): readonly string[] | undefined {
  const entries = list.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  const names = entries.map((entry) => entry.replace(/\\([\\^$.|?*+()[\]{}])/g, '$1'));
  const isPattern = entries.some((entry) => /[\\^$|?*+()[\]{}]/.test(entry.replace(/\\[\\^$.|?*+()[\]{}]/g, '').replaceAll('$', '')) || /\\[a-zA-Z]/.test(entry));
  return isPattern ? undefined : names;
}

/** `schema\.table:id,part;...` */
function messageKeys(value: string): Readonly<Record<string, readonly string[]>> | undefined {
  const entries = value.split(';').filter((entry) => entry.trim() !== '').map((entry) => {
    const [table = '', columns = ''] = entry.trim().split(':');
    return [namesOf(table)?.[0], columns.split(',').map((column) => column.trim())] as const;
  });
  if (entries.some(([table, columns]) => table === undefined || columns.includes(''))) return undefined;
  return Object.fromEntries(entries as readonly (readonly [string, readonly string[]])[]);
}

function isDuration(schema: JsonSchema): boolean {
  return String(schema['pattern'] ?? '').includes('ms|s|m|h|d');
}

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const;

/** The shortest way to write it; what the service counts as for ever (-1) is 0 in a document. */
export function durationText(ms: number): string | undefined {
  if (!Number.isSafeInteger(ms)) return undefined;
  if (ms <= 0) return '0';
  const unit = UNITS.find(([, size]) => ms % size === 0)!;
  return `${ms / unit[1]}${unit[0]}`;
}
