import type { SourceProblem } from '../../core/source.js';
import { eventTable, isEventProblem, isSourceTable } from '../../flink/registry/index.js';
import type { SourceTable } from '../../flink/registry/index.js';
import type { RowPlace } from '../../flink/when.js';
import { defaults } from '../defaults.js';
import { suggest } from '../suggest.js';
import type { Chain, TableInput } from './table.js';

/**
 * What Flink shows of a source topic. `unknown`: nothing is registered yet; `unread`: nobody could look; `bytes`: nothing is
 * registered, and the pipeline says what they hold.
 */
export type ReadTable =
  | { readonly state: 'known'; readonly table: SourceTable; readonly place?: RowPlace }
  | { readonly state: 'unknown' }
  | { readonly state: 'unread' }
  | { readonly state: 'bytes' }
  | { readonly state: 'problem'; readonly problem: SourceProblem };

/** The columns that a table can be made of: of the whole topic, or of one kind of event on it. */
export function readTable(input: TableInput, { sourceTopic, read }: Chain): ReadTable {
  const { context, source, table } = input;
  const style = read.style ?? 'columns';
  const isThere = source.connector === undefined && context.madeBy?.(sourceTopic) === undefined;
  const missing = isThere && read.schema === undefined ? context.withoutSchema?.(sourceTopic, style === 'raw') : undefined;
  if (missing !== undefined) return { state: 'problem', problem: missing };
  if (style === 'raw') return { state: 'bytes' };
  const found = context.sourceTable?.(sourceTopic, style, read.schema === undefined ? undefined : { schemaType: 'JSON', schema: read.schema });
  if (found === undefined) return { state: 'unknown' };
  if (found === 'unread') return { state: 'unread' };
  if (!isSourceTable(found)) return { state: 'problem', problem: found };
  if (table.event === undefined) return { state: 'known', table: found };
  const event = eventTable(found, table.event);
  if (!isEventProblem(event)) return { state: 'known', ...event };
  return { state: 'problem', problem: noEvent(table.event, sourceTopic, event.members) };
}

function noEvent(event: string, topic: string, members: readonly string[]): SourceProblem {
  const near = suggest(event, members);
  return {
    code: 'CDC2405',
    path: ['event'],
    summary: `The registered schema of ${topic} has no kind of event called ${event}.`,
    detail: members.length === 0 ? 'It is no union of records: tell the events apart by a field, with "when".' : `It has ${members.join(', ')}.`,
    ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }),
  };
}

/** What is known to fail, or to leave the table empty, once the columns are known. Paths are relative to the table. */
export function readingProblems({ table, source }: TableInput, found: SourceTable): SourceProblem[] {
  const fields = typeof table.when === 'object' ? Object.keys(table.when) : [];
  const names = found.columns.map(({ name }) => name);
  const unknown = fields.filter((field) => !names.includes(field)).map((field): SourceProblem => {
    const near = suggest(field, names);
    return {
      code: 'CDC2405',
      path: ['when', field],
      summary: `The source has no column ${field} to tell the events apart by.`,
      detail: `It has ${names.slice(0, 20).join(', ')}.`,
      ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }),
    };
  });
  const isAppend = (table.options?.changelogMode ?? defaults.changelogMode) === 'append';
  if (!isAppend || source.connector !== undefined || found.layout !== 'envelope') return unknown;
  return [...unknown, { code: 'CDC2214', path: ['options', 'changelogMode'], summary: `An append table cannot take the updates and deletes of ${table.from}.`, fix: 'Leave changelogMode out: "upsert" keeps one row for each key.' }];
}

/**
 * Of a topic whose records are rows and not changes, the key of the target need not be that of the records: each record is
 * written by its own key, and nothing is ever taken back.
 */
export function countsForRows({ code, severity }: { readonly code: string; readonly severity?: string }, { table, source }: TableInput, found: SourceTable): boolean {
  if (source.connector !== undefined || found.layout !== 'plain') return true;
  const isAppend = (table.options?.changelogMode ?? defaults.changelogMode) === 'append';
  return code !== 'CDC2309' && !(code === 'CDC2310' && (severity === 'warning' || isAppend));
}
