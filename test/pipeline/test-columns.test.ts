import { expect, it } from 'vitest';
import { dynamodb } from '../../src/sources/dynamodb/index.js';
import type { WrittenColumns } from '../../src/pipeline/documents.js';
import { testColumns } from '../../src/pipeline/test-columns.js';

it.each<{ name: string; columns: WrittenColumns; want: unknown }>([
  { name: 'texts', columns: { id: 'STRING', code: 'CHAR(2)' }, want: { id: { S: '<id>' }, code: { S: '<code>' } } },
  { name: 'numbers, which are written as text', columns: { visits: 'INT', total: 'DECIMAL(10, 2)', ratio: { type: 'DOUBLE' } }, want: { visits: { N: '<visits>' }, total: { N: '<total>' }, ratio: { N: '<ratio>' } } },
  { name: 'truth values', columns: { premium: 'BOOLEAN' }, want: { premium: { BOOL: true } } },
  { name: 'bytes and collections', columns: { blob: 'BYTES', tags: 'ARRAY<STRING>', cart: 'MAP<STRING, INT>' }, want: { blob: { B: '<blob>' }, tags: { L: [] }, cart: { M: {} } } },
  { name: 'a type that the file states', columns: { tags: { type: 'ARRAY<STRING>', attributeType: 'SS' }, cart: { type: 'STRING', attributeType: 'M' } }, want: { tags: { SS: ['<tags>'] }, cart: { M: {} } } },
  { name: 'what a conversion reads', columns: { at: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' }, due: { type: 'TIMESTAMP_LTZ(3)', from: 'zoned-timestamp' } }, want: { at: { N: '<at>' }, due: { S: '<due>' } } },
  { name: 'attributes by their own names, each once, and nothing computed', columns: { a: { type: 'STRING', attribute: 'x' }, b: { type: 'STRING', column: 'x' }, c: { type: 'STRING', expression: 'UPPER(`x`)' } }, want: { x: { S: '<x>' } } },
  { name: 'a type that nobody can read as a text', columns: { odd: 'NOTHING' }, want: { odd: { S: '<odd>' } } },
])('a row to add has $name', ({ columns, want }) => {
  const command = dynamodb.testStatement!('Sessions', testColumns({ columns }));
  expect(JSON.parse(/--item '(.*)'$/.exec(command)![1]!)).toEqual(want);
});
