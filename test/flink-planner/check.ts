import { conversionOf } from '../../src/flink/conversions.js';
import { attributeSql, DOCUMENT } from '../../src/flink/dynamodb-document.js';
import { normaliseColumns } from '../../src/flink/target-columns.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../src/flink/types.js';
import type { FlinkType } from '../../src/flink/types.js';
import { attributeValues, conversionValues } from './conversion-values.js';
import type { AttributeValue, ConversionValue } from './conversion-values.js';
import { stateOf } from './flink-case.js';
import type { PlanAnswer, PlanCase, ValueAnswer } from './flink-case.js';
import { goldenCases } from './golden-cases.js';
import { inferredPlanCases } from './inferred-cases.js';
import { matrixCases } from './matrix-cases.js';
import { pipelineCases } from './pipeline-cases.js';

export interface ValueCase extends Pick<ConversionValue, 'input' | 'type' | 'want'> {
  readonly group: string;
  readonly name: string;
  /** It is to fail, which would spoil what is evaluated with it. */
  readonly alone: boolean;
  /** Over a column `c`. */
  readonly expression: string;
}

/** Everything that scripts/check-flink.mjs asks the planner. */
export function planCases(): readonly PlanCase[] {
  return [...goldenCases(), ...inferredPlanCases(), ...pipelineCases(), ...matrixCases()];
}

/** Everything that it asks the runtime. */
export function valueCases(): readonly ValueCase[] {
  return [...conversionValues.map(ofConversion), ...attributeValues.map(ofAttribute)];
}

function ofConversion(value: ConversionValue): ValueCase {
  return valueCase('conversion values', `${value.from} of ${value.input} as ${value.type}`, value, conversionOf(value.from).sql('`c`', typeOf(value.type)));
}

function ofAttribute(value: AttributeValue): ValueCase {
  const { columns } = normaliseColumns({ columns: { a: value.column }, key: [] });
  const read = attributeSql(columns[0]!);
  if ('problem' in read) throw new Error(read.problem.summary);
  return valueCase('attribute values', `${JSON.stringify(value.column)} of ${value.input}`, { ...value, type: value.column.type }, read.sql.replaceAll(DOCUMENT, '`c`'));
}

function valueCase(group: string, name: string, { input, type, want }: Pick<ConversionValue, 'input' | 'type' | 'want'>, expression: string): ValueCase {
  return { group, name, input, type, want, expression, alone: want !== null && typeof want === 'object' };
}

function typeOf(text: string): FlinkType {
  const type = parseFlinkType(text);
  if (isTypeProblem(type)) throw new Error(`${text}: ${type.error}`);
  return type;
}

/** What is wrong with the planner's answer; undefined: nothing. */
export function judgePlan(asked: PlanCase, answer: PlanAnswer): string | undefined {
  if (answer.plan === undefined) return `refused: ${answer.error ?? 'no answer'}\n${answer.statement ?? ''}`;
  if (asked.state === undefined) return undefined;
  const [want, got] = [JSON.stringify(asked.state), JSON.stringify(stateOf(answer.plan))];
  return want === got ? undefined : `the plan keeps other state than expected: ${got} instead of ${want}\n${asked.statements.join(';\n')}\n${answer.plan}`;
}

/** What is wrong with the runtime's answer; undefined: nothing. */
export function judgeValue(asked: ValueCase, answer: ValueAnswer): string | undefined {
  const wanted = asked.want;
  if (wanted !== null && typeof wanted === 'object') {
    if (answer.error === undefined) return `gave ${String(answer.value)} instead of an error like ${String(wanted.error)}`;
    return wanted.error.test(answer.error) ? undefined : `another error than ${String(wanted.error)}: ${answer.error}`;
  }
  if (answer.error !== undefined) return `failed: ${answer.error}\n${asked.expression}`;
  if (answer.value !== wanted) return `gave ${quoted(answer.value)} instead of ${quoted(wanted)}\n${asked.expression}`;
  return sameTypeName(answer.type ?? '', asked.type) ? undefined : `has type ${answer.type ?? ''}\n${asked.expression}`;
}

function quoted(value: string | null | undefined): string {
  return typeof value === 'string' ? `'${value}'` : 'NULL';
}

/**
 * A type needs no CAST when only the name differs: STRING and VARCHAR(2147483647). Flink's SQL knows no other TIME than TIME(0), which
 * a column of any precision takes.
 */
function sameTypeName(actual: string, wanted: string): boolean {
  if (actual === 'TIME(0)') return wanted.startsWith('TIME(');
  const type = parseFlinkType(actual.replace('VARCHAR(2147483647)', 'STRING').replace('VARBINARY(2147483647)', 'BYTES'));
  const other = parseFlinkType(wanted);
  return !isTypeProblem(type) && !isTypeProblem(other) && formatFlinkType(type) === formatFlinkType(other);
}
