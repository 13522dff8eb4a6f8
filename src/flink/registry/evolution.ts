import { assertNever } from '../../core/assert-never.js';
import type { TargetColumns } from '../target-columns.js';
import { formatFlinkType, rootOf, sameType } from '../types.js';
import type { TypeRoot } from '../types.js';
import { readableTypes } from './carriers.js';
import { EFFECTS, REGISTRY_RULES } from './evolution-rules.js';
import type { ColumnChange, Readable, SchemaModel, TypeChange } from './evolution-rules.js';
import type { SourceTable } from './source-table.js';
import { numbersMoved, versionedColumns } from './versioned-columns.js';
import type { Versioned } from './versioned-columns.js';

export type Compatibility = 'NONE' | `${'BACKWARD' | 'FORWARD' | 'FULL'}${'' | '_TRANSITIVE'}`;

export interface Evolution {
  /** `renamed?`: one column went and one of the same type came; a database tells nobody that it was the same one. */
  readonly change: ColumnChange | 'renamed?';
  readonly column: string;
  /** Only of `renamed?`: the new name. */
  readonly to?: string;
  /** What the registry of the source topic says. Rejected: the connector stops at the first such record. */
  readonly registry: 'accepted' | 'rejected';
  readonly flink: (typeof EFFECTS)[ColumnChange]['flink'];
  readonly tableflow: (typeof EFFECTS)[ColumnChange]['tableflow'];
  /** For a target table that follows its source; a table whose columns are written by hand has no need of added columns. */
  readonly action: (typeof EFFECTS)[ColumnChange]['action'] | 'refused';
  readonly why: string;
}

/** Compatibility of the subject that the new schema goes to. */
export interface EvolutionRules {
  readonly format: 'AVRO' | 'JSON_SR' | 'PROTOBUF';
  readonly compatibility: Compatibility;
  /** `value.converter.object.additional.properties=false`: only of JSON_SR. */
  readonly closed?: boolean;
}

/** What differs between two versions of a table, and what each layer makes of it (semantics.md 2.9a, 4.6). Empty: nothing. Pure. */
export function classifyEvolution(before: SourceTable | TargetColumns, after: SourceTable | TargetColumns, rules: EvolutionRules): readonly Evolution[] {
  const [old, now] = [versionedColumns(before), versionedColumns(after)];
  if (keyText(old) !== keyText(now)) return [keyEvolution(old, now, rules)];
  const went = old.filter((column) => !now.some((other) => other.name === column.name));
  const came = now.filter((column) => !old.some((other) => other.name === column.name));
  const renames = renamed(went, came);
  const moved = rules.format === 'PROTOBUF' && rules.compatibility !== 'NONE' && numbersMoved(old, now);
  const shifting = (each: Evolution): Evolution => (moved ? refusedShift(each) : each);
  const kept = old.flatMap((column) => {
    const other = now.find((candidate) => candidate.name === column.name);
    const changes = other === undefined ? [] : changesOf(column, other);
    return changes.map((change) => evolution({ change, before: column, after: other! }, rules));
  });
  return [
    ...came.filter((column) => !renames.some(([, to]) => to === column)).map((column) => shifting(evolution({ change: additionOf(column), before: column }, rules))),
    ...went.filter((column) => !renames.some(([from]) => from === column)).map((column) => shifting(evolution({ change: removalOf(column), before: column }, rules))),
    ...renames.map(([from, to]) => shifting(renameEvolution(from, to, rules))),
    ...kept,
  ];
}

function refusedShift(evolution: Evolution): Evolution {
  return {
    ...evolution,
    registry: 'rejected',
    action: 'refused',
    why: `Columns after it get other field numbers of other types, which the subject refuses, and the connector stops. ${evolution.why}`,
  };
}

function additionOf(column: Versioned): ColumnChange {
  return column.nullable || column.hasDefault ? 'added' : 'addedRequired';
}

function removalOf(column: Versioned): ColumnChange {
  return column.nullable || column.hasDefault ? 'dropped' : 'droppedRequired';
}

const WIDENINGS: readonly (readonly TypeRoot[])[] = [['TINYINT', 'SMALLINT', 'INT', 'BIGINT'], ['FLOAT', 'DOUBLE']];

/** What happened to a column that kept its name: at most one change of type, and one of nullability. */
function changesOf(before: Versioned, after: Versioned): readonly ColumnChange[] {
  const type = typeChange(before, after);
  const nullability: ColumnChange | undefined = before.nullable === after.nullable ? undefined : after.nullable ? 'relaxed' : 'tightened';
  return [...(type === undefined ? [] : [type]), ...(nullability === undefined ? [] : [nullability])];
}

function typeChange(before: Versioned, after: Versioned): ColumnChange | undefined {
  const [from, to] = [before.type, after.type];
  if (from === undefined || to === undefined) return from === to ? remarks(before, after) : 'retyped';
  if (sameType(from, to)) return before.semantic === after.semantic ? remarks(before, after) : 'reencoded';
  if (from.kind === 'decimal' && to.kind === 'decimal') {
    if (from.scale !== to.scale) return 'rescaled';
    return from.precision < to.precision ? 'digitsAdded' : 'narrowed';
  }
  const family = WIDENINGS.find((roots) => roots.includes(rootOf(from)) && roots.includes(rootOf(to)));
  if (family === undefined || before.semantic !== after.semantic) return 'retyped';
  return family.indexOf(rootOf(from)) < family.indexOf(rootOf(to)) ? 'widened' : 'narrowed';
}

function remarks(before: Versioned, after: Versioned): ColumnChange | undefined {
  return before.parameters === after.parameters ? undefined : 'parametersChanged';
}

/** A pair counts as a rename only when there is nothing to confuse it with. */
function renamed(went: readonly Versioned[], came: readonly Versioned[]): readonly (readonly [Versioned, Versioned])[] {
  const shape = (column: Versioned): string => `${column.type === undefined ? '' : formatFlinkType(column.type)} ${column.semantic} ${column.nullable}`;
  return went.flatMap((from) => {
    const twins = came.filter((to) => shape(to) === shape(from));
    const rivals = went.filter((other) => shape(other) === shape(from));
    return twins.length === 1 && rivals.length === 1 ? [[from, twins[0]!] as const] : [];
  });
}

function renameEvolution(from: Versioned, to: Versioned, rules: EvolutionRules): Evolution {
  const accepted = [removalOf(from), additionOf(to)].every((change) => accepts({ change, before: from }, rules));
  return {
    ...evolution({ change: 'retyped', before: from, after: to }, rules),
    change: 'renamed?',
    to: to.name,
    registry: accepted ? 'accepted' : 'rejected',
    action: accepted ? 'tableChain' : 'refused',
    why: `To every layer one column went and another came. If it is the same column, write it as an exception, ${from.name}: { type: ..., column: ${to.name} }: then only the statement is replaced.`,
  };
}

/** Field types within the key are part of it: Tableflow allows no evolution of a key. */
function keyText(columns: readonly Versioned[]): string {
  return columns.filter((column) => column.inKey).map((column) => `${column.name} ${column.type === undefined ? '' : formatFlinkType(column.type)}`).join('\n');
}

function keyEvolution(old: readonly Versioned[], now: readonly Versioned[], rules: EvolutionRules): Evolution {
  const names = (columns: readonly Versioned[]): string => columns.filter((column) => column.inKey).map((column) => column.name).join(', ');
  const key = [...old, ...now].find((column) => column.inKey)!;
  return {
    ...evolution({ change: 'keyChanged', before: key }, rules),
    column: names(old),
    ...(names(old) === names(now) ? {} : { to: names(now) }),
  };
}

/** One change, with the columns on both sides of it where both are there. */
interface Step {
  readonly change: ColumnChange;
  readonly before: Versioned;
  readonly after?: Versioned;
}

function evolution(step: Step, rules: EvolutionRules): Evolution {
  const { flink, tableflow, action, why } = EFFECTS[step.change];
  const accepted = accepts(step, rules);
  return {
    change: step.change,
    column: step.before.name,
    registry: accepted ? 'accepted' : 'rejected',
    flink,
    tableflow,
    action: accepted ? action : 'refused',
    why: accepted ? why : `The subject refuses the new schema under ${rules.compatibility}, and the connector stops at the first record that has it. ${why}`,
  };
}

function accepts(step: Step, { format, compatibility, closed }: EvolutionRules): boolean {
  const model: SchemaModel = format === 'JSON_SR' && closed === true ? 'JSON_SR closed' : format;
  const { backward, forward } = readableAfter(step, model);
  switch (compatibility) {
    case 'NONE':
      return true;
    case 'BACKWARD':
    case 'BACKWARD_TRANSITIVE':
      return backward;
    case 'FORWARD':
    case 'FORWARD_TRANSITIVE':
      return forward;
    case 'FULL':
    case 'FULL_TRANSITIVE':
      return backward && forward;
    default:
      return assertNever(compatibility);
  }
}

const TYPE_CHANGES: ReadonlySet<ColumnChange> = new Set<TypeChange>(['widened', 'digitsAdded', 'narrowed', 'retyped', 'rescaled']);

function readableAfter({ change, before, after }: Step, model: SchemaModel): Readable {
  if (isTypeChange(change)) return readableTypes(before.type, after?.type, model);
  return REGISTRY_RULES[change][model];
}

function isTypeChange(change: ColumnChange): change is TypeChange {
  return TYPE_CHANGES.has(change);
}
