import { columnShowing } from '../../flink/marked-column.js';
import { columnsAsWritten } from '../written-columns.js';
import { errorAt } from './check.js';
import type { PipelineCheck } from './check.js';

/** A mark that does not arrive as it was written cannot be looked for. Inferred columns are seen when the probe is sent. */
export const checkProbes: PipelineCheck = ({ spec, origins }) => spec.tables.flatMap(({ probe, columns }, index) => {
  if (probe === undefined) return [];
  const at = ['spec', 'tables', index, 'probe', 'column'];
  if (probe.column in probe.key || probe.column in (probe.values ?? {})) {
    return [errorAt(origins, at, { code: 'CDC1520', summary: `The column "${probe.column}" takes the mark, so it cannot have another value.`, fix: 'Take it out of "key" and "values", or name another column.' })];
  }
  const { named, infersOthers } = columnsAsWritten(columns);
  if (infersOthers || columnShowing(probe.column, named) !== undefined) return [];
  return [errorAt(origins, at, { code: 'CDC1520', summary: `No text column of the target shows "${probe.column}" as it is.`, fix: 'Name a column that is copied into the target table without expression or conversion.' })];
});
