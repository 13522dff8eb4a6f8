import type { NoType } from '../../flink/registry/source-types.js';
import { absent, binary, date, decimal, each, plain, text, time, timestamp, xml, zonedTimestamp } from '../catalogue-rows.js';
import { sourceTypes } from '../column-types.js';
import type { CatalogueRow } from '../column-types.js';
import { numberAt } from '../database-type.js';
import type { DatabaseType } from '../database-type.js';
import { copiedWith, TIMES } from '../decodings.js';

const float: CatalogueRow = (type) => ({ registers: { type: (numberAt(type, 0) ?? 53) <= 24 ? 'FLOAT' : 'DOUBLE' } });
const decimalRow: CatalogueRow = (type, modes) => decimal(numberAt(type, 0) ?? 18, numberAt(type, 1) ?? 0, modes);
const datetime2: CatalogueRow = (type, modes) => {
  const digits = numberAt(type, 0) ?? 7;
  const answer = timestamp(digits, modes);
  const narrow = digits === 7 && modes.times !== 'connect' && !('problem' in answer);
  return narrow ? { ...answer, note: 'Holds 1677 to 2262 only: where the column has dates such as 9999-12-31, use times: connect.' } : answer;
};

/** semantics.md 2.8, row by row. */
const ROWS: Readonly<Record<string, CatalogueRow>> = {
  bit: plain('BOOLEAN'), ...each(['tinyint', 'smallint'], plain('SMALLINT')), ...each(['int', 'integer'], plain('INT')), bigint: plain('BIGINT'),
  real: plain('FLOAT'), float,
  ...each(['decimal', 'numeric'], decimalRow), money: (_type, modes) => decimal(19, 4, modes), smallmoney: (_type, modes) => decimal(10, 4, modes),
  ...each(['char', 'varchar', 'text', 'nchar', 'nvarchar', 'ntext', 'sysname'], text),
  uniqueidentifier: plain('STRING', 'In upper case.'), xml,
  date, time: (type, modes) => time(numberAt(type, 0) ?? 7, modes),
  ...each(['datetime', 'smalldatetime'], (_type, modes) => timestamp(3, modes)), datetime2, datetimeoffset: zonedTimestamp,
  ...each(['binary', 'varbinary', 'image', 'rowversion', 'timestamp'], binary),
};

const ABSENT: ReadonlySet<string> = new Set(['geometry', 'geography', 'hierarchyid', 'sql_variant', 'clr']);

function unknownType({ text: written }: DatabaseType): NoType {
  return { problem: `${written} is no type of SQL Server that the connector captures, such as a type of an assembly`, choices: ['leave the column out of the pipeline'] };
}

/** Arguments that make another type. */
const WITH_ARGUMENTS = ['decimal(10,2)', 'time(3)', 'time(6)', 'datetime2(3)', 'datetime2(6)'];

export const sqlserverTypes = sourceTypes({
  names: [...Object.keys(ROWS), ...ABSENT, ...WITH_ARGUMENTS],
  rowOf: (type) => ROWS[type.name] ?? (ABSENT.has(type.name) ? absent(`${type.text} columns`) : undefined),
  unknownType,
  decodings: {
    // Numbers, as every reader of a table takes them.
    [`${TIMES}.Time`]: () => ({ definition: 'BIGINT', note: 'Milliseconds of the day: STRING with from: time makes it readable.' }),
    [`${TIMES}.MicroTime`]: copiedWith('Microseconds of the day: STRING with from: micro-time makes it readable.'),
    [`${TIMES}.NanoTime`]: copiedWith('Nanoseconds of the day: STRING with from: nano-time makes it readable.'),
    // The offset is part of the value, and no conversion reads it (semantics.md 2.5).
    [`${TIMES}.ZonedTimestamp`]: copiedWith('ISO text that keeps its own offset.'),
  },
});
