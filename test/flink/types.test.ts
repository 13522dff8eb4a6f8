import { describe, expect, it } from 'vitest';
import { formatFlinkType, isTypeProblem, parseFlinkType, rootOf, sameType } from '../../src/flink/types.js';
import type { FlinkType } from '../../src/flink/types.js';

function parsed(text: string): FlinkType {
  const type = parseFlinkType(text);
  if (isTypeProblem(type)) throw new Error(`${text}: ${type.error}`);
  return type;
}

describe('canonical form', () => {
  it.each([
    ['int', 'INT'], ['INTEGER', 'INT'], ['string', 'STRING'], ['VARCHAR(2147483647)', 'STRING'], ['bytes', 'BYTES'],
    ['VARBINARY(2147483647)', 'BYTES'], ['varchar(10)', 'VARCHAR(10)'], ['CHAR(3)', 'CHAR(3)'], ['double precision', 'DOUBLE'],
    ['DECIMAL', 'DECIMAL(10, 0)'], ['numeric(5)', 'DECIMAL(5, 0)'], ['DEC(10,2)', 'DECIMAL(10, 2)'], ['DECIMAL(38,38)', 'DECIMAL(38, 38)'],
    ['TIMESTAMP', 'TIMESTAMP(6)'], ['timestamp_ltz(3)', 'TIMESTAMP_LTZ(3)'], ['TIMESTAMP(3) WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ(3)'],
    ['TIMESTAMP WITHOUT TIME ZONE', 'TIMESTAMP(6)'], ['TIME', 'TIME(0)'], ['time(3)', 'TIME(3)'],
    ['ARRAY<int not null>', 'ARRAY<INT NOT NULL>'], ['MAP<STRING,ARRAY<DOUBLE>>', 'MAP<STRING, ARRAY<DOUBLE>>'],
    ['ROW(a INT, `b``c` STRING NOT NULL)', 'ROW<`a` INT, `b``c` STRING NOT NULL>'], ['row<x double, y double null>', 'ROW<`x` DOUBLE, `y` DOUBLE>'],
  ])('%s', (text, want) => {
    expect(formatFlinkType(parsed(text))).toBe(want);
    expect(formatFlinkType(parsed(want))).toBe(want);
  });
});

describe('refused', () => {
  it.each([
    ['', 'expected a type', 0], ['TEXT', 'write STRING', 0], ['VARCHAR', 'VARCHAR(1)', 0], ['DECIMAL(39, 0)', '1 to 38', 0],
    ['DECIMAL(5, 6)', 'scale', 0], ['DECIMAL(1, 2, 3)', 'too many', 14], ['TIMESTAMP(10)', '0 to 9', 0], ['INT NOT NULL', 'nullable: false', 4],
    ['TIMESTAMP WITH TIME ZONE', 'not supported', 10], ['ARRAY<INT', 'expected >', 9], ['INT; DROP TABLE x', 'unexpected character', 3],
    ['ROW<a INT, a INT>', 'twice', 0], ['CHAR(0)', 'length', 0], ['INT INT', 'after the type', 4], ['`INT`', 'not quoted', 0], ['INT) x', 'after the type', 3], ['INT --', 'unexpected character', 4],
  ])('%s', (text, error, position) => {
    const result = parseFlinkType(text);
    expect(isTypeProblem(result)).toBe(true);
    expect(result).toMatchObject({ error: expect.stringContaining(error) as string, position });
  });
});

it('compares types by meaning', () => {
  expect(sameType(parsed('NUMERIC(10,2)'), parsed('decimal(10, 2)'))).toBe(true);
  expect(sameType(parsed('TIMESTAMP(3)'), parsed('TIMESTAMP_LTZ(3)'))).toBe(false);
  expect(rootOf(parsed('DEC(3)'))).toBe('DECIMAL');
});
