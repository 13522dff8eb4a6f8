import { conversionOf } from '../../src/flink/conversions.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../src/flink/types.js';
import { conversionValues } from './conversion-values.js';
import type { ConversionValue } from './conversion-values.js';
import { stateOf } from './flink-case.js';
import type { PlanAnswer, PlanCase, ValueAnswer } from './flink-case.js';
import { goldenCases } from './golden-cases.js';
import { matrixCases } from './matrix-cases.js';
import { pipelineCases } from './pipeline-cases.js';

export interface ValueCase extends ConversionValue {
  readonly group: string;
  readonly name: string;
  /** Over a column `c`. */
  readonly expression: string;
}

/** Everything that scripts/check-flink.mjs asks the planner. */
export function planCases(): readonly PlanCase[] {
  return [...goldenCases(), ...pipelineCases(), ...matrixCases()];
}

/** Everything that it asks the runtime. */
export function valueCases(): readonly ValueCase[] {
  return conversionValues.map((value) => {
    const type = parseFlinkType(value.type);
    if (isTypeProblem(type)) throw new Error(`${value.type}: ${type.error}`);
    return { ...value, group: 'values', name: `${value.from} of ${value.input} as ${value.type}`, expression: conversionOf(value.from).sql('`c`', type) };
  });
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

/** A type needs no CAST when only the name differs: STRING and VARCHAR(2147483647). */
function sameTypeName(actual: string, wanted: string): boolean {
  const type = parseFlinkType(actual.replace('VARCHAR(2147483647)', 'STRING').replace('VARBINARY(2147483647)', 'BYTES'));
  const other = parseFlinkType(wanted);
  return !isTypeProblem(type) && !isTypeProblem(other) && formatFlinkType(type) === formatFlinkType(other);
}
