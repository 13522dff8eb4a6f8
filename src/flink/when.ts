import type { SourceStyle } from '../core/source.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { pathOfField, rawField } from './raw-json.js';

export type WhenValue = string | number | boolean | null;

/** Which records of a topic become rows: by the values of fields, or by SQL that the user writes on purpose. */
export type WhenCondition = string | Readonly<Record<string, WhenValue | readonly WhenValue[]>>;

/** Where the row's columns are, when they are fields of a column: of the member of a union. */
export type RowPlace = readonly string[];

/** One condition for each field; all must hold. Values are quoted, names too. @throws Error for control characters. */
export function whenConditions(when: Exclude<WhenCondition, string>, style: SourceStyle, place: RowPlace = []): string[] {
  return Object.entries(when).map(([field, wanted]) => {
    const values = Array.isArray(wanted) ? (wanted as readonly WhenValue[]) : [wanted as WhenValue];
    return style === 'raw' ? oneOf(rawField('val', pathOfField(field)), values, asText) : oneOf(placed(place, field), values, asLiteral);
  });
}

/** A column, or a field of the row at that place. */
export function placed(place: RowPlace, name: string): string {
  return [...place, name].map(quoteIdentifier).join('.');
}

function oneOf(field: string, values: readonly WhenValue[], write: (value: Exclude<WhenValue, null>) => string): string {
  const known = values.filter((value) => value !== null);
  const conditions = [
    ...(known.length === 1 ? [`${field} = ${write(known[0]!)}`] : known.length > 1 ? [`${field} IN (${known.map(write).join(', ')})`] : []),
    ...(known.length < values.length ? [`${field} IS NULL`] : []),
  ];
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}

function asLiteral(value: Exclude<WhenValue, null>): string {
  return typeof value === 'string' ? quoteLiteral(value) : typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}

/** JSON_VALUE gives text, whatever stands in the document. */
function asText(value: Exclude<WhenValue, null>): string {
  return quoteLiteral(String(value));
}
