import type { ColumnDefinition } from '../../src/flink/columns.js';
import { isNoType } from '../../src/flink/registry/source-types.js';
import type { SourceTypes, TypeAnswer, TypeModes } from '../../src/flink/registry/source-types.js';
import { code, prose, table } from './markdown.js';

interface TypeRow {
  readonly names: string[];
  readonly answer: TypeAnswer;
}

/** The type table of a source, under the modes of the example's connector: what is registered, and the column that `columns: "*"` makes. */
export function renderTypes(types: SourceTypes, modes: TypeModes): string[] {
  const rows = new Map<string, TypeRow>();
  for (const name of sorted(types.names)) {
    const answer = types.typeOf(name, modes);
    const essence = essenceOf(answer, name);
    const row = rows.get(essence) ?? { names: [], answer };
    row.names.push(name);
    rows.set(essence, row);
  }
  return table(['database type', 'registered as', 'column', 'to know'], [...rows.values()].map(cellsOf));
}

/** A type with arguments stands behind the same without, and one without a row at the end. */
function sorted(names: readonly string[]): readonly string[] {
  const base = (name: string): string => name.replace(/[([].*$| unsigned$/, '');
  const places = new Map([...new Set(names.map(base))].map((name, at) => [name, at]));
  return [...names].sort((a, b) => places.get(base(a))! - places.get(base(b))!);
}

/** Types with the same answer share a row. */
function essenceOf(answer: TypeAnswer, name: string): string {
  return isNoType(answer) ? answer.problem.replaceAll(name, '?') : JSON.stringify(answer);
}

function cellsOf({ names, answer }: TypeRow): string[] {
  const written = names.map(code).join(', ');
  if (isNoType(answer)) return [written, '', 'none', `${prose(answer.problem)}. Choices: ${answer.choices.map(prose).join('; ')}.`];
  const { registered, definition, also = {}, note = '' } = answer;
  const registers = registered === undefined ? '' : `${code(registered.type)}${registered.semantic === undefined ? '' : ` ${code(registered.semantic)}`}`;
  const beside = Object.entries(also).map(([suffix, one]) => `A column more, its name ending in ${code(suffix)}: ${columnOf(one)}.`);
  return [written, registers, columnOf(definition), [note === '' ? '' : prose(note), ...beside].filter((text) => text !== '').join(' ')];
}

function columnOf(definition: ColumnDefinition): string {
  if (typeof definition === 'string') return code(definition);
  const { type, from, attributeType } = definition;
  return [code(type), ...(from === undefined ? [] : [code(`from: ${from}`)]), ...(attributeType === undefined ? [] : [code(`attributeType: ${attributeType}`)])].join(', ');
}
