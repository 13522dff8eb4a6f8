import type { Diagnostic } from '../../core/diagnostic.js';
import type { BlueprintTopic } from '../../core/source.js';
import { isQuotable } from '../../flink/quote.js';
import { isJsonPath } from '../../flink/raw-json.js';
import type { TableSpec } from '../documents.js';
import { sourceInputOf } from '../expand/connector.js';
import type { Path } from '../nodes.js';
import { errorAt, errorAtKey, type PipelineCheck, type PipelineInput } from './check.js';

/** What topics that are there already allow, and only they: no connector, conditions on the kind of event, bytes with paths. */
export const checkExistingTopics: PipelineCheck = (input) => {
  const { document, target, spec } = input;
  const { source, input: sourceInput } = sourceInputOf(document, target);
  const { topics } = source.expand(sourceInput);
  return [
    ...(source.connector === undefined ? connectorKeys(input, topics) : []),
    ...spec.tables.flatMap((table, index) => {
      const read = topics.find((topic) => topic.table === table.from);
      return [...eventKeys(table, index, input), ...paths(table, index, read, input), ...(read?.style === 'raw' ? bytes(table, index, input) : [])];
    }),
  ];
};

/** Keys that would change nothing. */
function connectorKeys({ spec, source, origins }: PipelineInput, topics: readonly BlueprintTopic[]): readonly Diagnostic[] {
  const registers = topics.some(({ schema }) => schema !== undefined);
  const foreign: readonly (readonly [path: Path, given: boolean, why: string])[] = [
    [['connector'], spec.connector !== undefined, 'no connector is made for them'],
    [['topicPrefix'], spec.topicPrefix !== undefined, 'their names are written in full under "from"'],
    [['format'], spec.format !== undefined, 'their format is that of the registered schemas'],
    [['compatibility'], spec.compatibility !== undefined && !registers, 'their subjects are not ours, so no level is set on them'],
    [['lifecycle', 'dropReplicationSlot'], spec.lifecycle?.dropReplicationSlot !== undefined, 'there is no database behind them'],
  ];
  return foreign.filter(([, given]) => given).map(([path, , why]) => errorAtKey(origins, ['spec', ...path], {
    code: 'CDC2401',
    summary: `"${path.join('.')}" belongs to a connector, and source.${source.name} has none.`,
    detail: `The topics are there already: ${why}.`,
    fix: 'Remove it.',
  }));
}

/** `when` and `event` tell apart what a topic holds; a connector's topic holds the changes of one table. */
function eventKeys(table: TableSpec, index: number, { source, origins }: PipelineInput): readonly Diagnostic[] {
  const at = (key: string): Path => ['spec', 'tables', index, key];
  const given = (['event', 'when'] as const).filter((key) => table[key] !== undefined);
  if (source.severalTablesPerTopic !== true) {
    return given.map((key) => errorAtKey(origins, at(key), {
      code: 'CDC2405',
      summary: `"${key}" chooses among the kinds of event on a topic; a topic of ${source.title} holds the rows of one table.`,
      fix: 'Write the condition as SQL under "where".',
    }));
  }
  if (typeof table.when !== 'object') return [];
  return Object.entries(table.when).flatMap(([field, wanted]): Diagnostic[] => {
    const texts = [field, ...[wanted].flat().filter((value) => typeof value === 'string' && value !== '')];
    if (field !== '' && texts.every((text) => isQuotable(String(text)))) return [];
    return [errorAtKey(origins, [...at('when'), field], { code: 'CDC2405', summary: 'The condition has an empty name, or a control character, which SQL cannot hold.', fix: 'Write the name and the value as they stand in the records.' })];
  });
}

function paths(table: TableSpec, index: number, read: BlueprintTopic | undefined, { origins }: PipelineInput): readonly Diagnostic[] {
  return Object.entries(table.columns ?? {}).flatMap(([name, column]): Diagnostic[] => {
    const path = typeof column === 'object' && column !== null ? column.path : undefined;
    if (path === undefined) return [];
    const at = ['spec', 'tables', index, 'columns', name, 'path'];
    if (read?.style !== 'raw') {
      return [errorAtKey(origins, at, { code: 'CDC2404', summary: `Column ${name} has a path, and ${table.from} is not read raw.`, fix: 'Name the source column with "column", or a field of it with an "expression" such as `address`.`city`.' })];
    }
    if (isJsonPath(path)) return [];
    return [errorAt(origins, at, { code: 'CDC2404', summary: `${JSON.stringify(path.slice(0, 60))} is no path to one place in a JSON text.`, fix: "Write it like $.customer.id, $['odd name'] or $.items[0]." })];
  });
}

/** Nobody else knows what the bytes hold. */
function bytes(table: TableSpec, index: number, { origins }: PipelineInput): readonly Diagnostic[] {
  const at = origins.at(['spec', 'tables', index, 'from']);
  const error = (summary: string, fix: string, code: 'CDC2403' | 'CDC2405' = 'CDC2403'): Diagnostic => ({ code, severity: 'error', summary, fix, range: at });
  return [
    ...(table.columns === undefined ? [error(`${table.from} is read raw, and the table lists no columns.`, 'List them under "columns", each with its type and, where it is not the field of its own name, its "path".')] : []),
    ...(table.key === undefined && table.options?.changelogMode !== 'append' ? [error(`${table.from} is read raw, and the table names no key.`, 'Write the columns that tell its rows apart under "key", or make it an append table: options: { changelogMode: append, cleanupPolicy: delete }.')] : []),
    ...(table.event === undefined ? [] : [error(`${table.from} is read raw, so it has no union with a member ${table.event}.`, 'Tell the events apart by a field, with "when".', 'CDC2405')]),
  ];
}
