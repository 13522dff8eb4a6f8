import type { CatalogTable } from '../../model.js';
import { invalid } from '../errors.js';
import type { Statement } from '../syntax/ast.js';
import { checkName, checkOptions, isDebezium, schemaTypeOf } from './options.js';

/** What ALTER TABLE changes: options, null for a RESET one, and the key it adds. */
export interface TableChange {
  readonly options: Record<string, string | null>;
  readonly addPrimaryKey?: readonly string[];
}

/** Checks an ALTER TABLE SET, RESET or ADD PRIMARY KEY against the table. Throws SqlError. */
export function alterTable(statement: Statement & { readonly kind: 'alterTable' }, table: CatalogTable): TableChange {
  if (statement.primaryKey !== undefined) return { options: {}, addPrimaryKey: checkPrimaryKey(statement.primaryKey, table) };
  if (statement.reset !== undefined) {
    for (const key of statement.reset) checkName(key);
    return { options: Object.fromEntries(statement.reset.map((key) => [key, null])) };
  }
  const options = statement.set ?? {};
  checkOptions(options);
  if ('connector' in options) throw invalid("The option 'connector' cannot be changed.");
  checkValueFormat(options, table);
  if (options['changelog.mode'] === 'upsert' && table.distribution.columns.length === 0) throw invalid("A table with 'changelog.mode' = 'upsert' requires a key.");
  return { options: { ...options } };
}

function checkPrimaryKey(primaryKey: readonly string[], table: CatalogTable): readonly string[] {
  if (table.primaryKey.length > 0) throw invalid(`The base table has already defined the primary key constraint [${table.primaryKey.join(', ')}].`);
  const missing = primaryKey.find((name) => !table.columns.some((column) => column.name === name));
  if (missing !== undefined) throw invalid(`Primary key column '${missing}' is not defined in the schema.`);
  return primaryKey;
}

/** A format may turn the envelope on or off; it cannot read another kind of schema than the registered one. */
function checkValueFormat(options: Readonly<Record<string, string>>, table: CatalogTable): void {
  for (const key of ['key.format', 'value.format']) {
    const [wanted, present] = [options[key], table.options[key]];
    if (wanted === undefined || present === undefined || wanted === 'raw' || present === 'raw') continue;
    if (schemaTypeOf(wanted) !== schemaTypeOf(present)) throw invalid(`The format '${wanted}' of option '${key}' does not fit the registered schema, which needs '${present}'.`);
    if (key === 'key.format' && isDebezium(wanted)) throw invalid(`The format '${wanted}' cannot be used for keys.`);
  }
}
