import { describe, expect, it } from 'vitest';
import { offsetOf, partsOfInsert } from '../../src/flink/insert-parts.js';
import { pointInside } from '../../src/pipeline/point-inside.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { placeOfSqlError } from '../../src/pipeline/sql-place.js';

const yaml = `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source: { postgres: { host: h, database: d, username: u, password: "\${env:PW}" } }
  tables:
    - from: public.t
      to: t
      key: [id]
      columns:
        id: INT
        full: { type: STRING, expression: "CONCAT(\`a\`, (\`b\`))" }
        block:
          type: STRING
          expression: |
            UPPER(
              \`c\`)
      where: "\`s\` <> 'x' AND \`v\` > 1"
`;
const sql = `INSERT INTO \`t\` (\`id\`, \`full\`, \`block\`)
SELECT
  \`id\`,
  CAST((CONCAT(\`a\`, (\`b\`))) AS STRING) AS \`full\`,
  CAST((UPPER(
  \`c\`)) AS STRING) AS \`block\`
FROM \`shop.public.t\`
WHERE (\`s\` <> 'x' AND \`v\` > 1);`;
const target = 'apiVersion: cdc-reconciler/v1\nkind: Target\nmetadata: { name: prod }\nspec: { environment: { id: env-1 }, cluster: { id: lkc-1 }, computePool: { name: p } }\n';
const pipeline = readDocuments(new Map([['target.yaml', target], ['shop.yaml', yaml]])).documents.pipelines[0]!;
const lineOf = (text: string): number => yaml.split('\n').findIndex((line) => line.includes(text)) + 1;

/** Line, and what the file has there. */
function place(message: string): readonly [number, string] {
  const { start } = placeOfSqlError(message, sql, pipeline, 0);
  return [start.line, yaml.split('\n')[start.line - 1]!.slice(start.column - 1).split(/[ ,)"]/)[0]!];
}

describe('where a message of Flink points', () => {
  it.each([
    { name: 'a character of the condition', message: 'Error at line 8, column 23.', want: [lineOf('where:'), '`v`'] },
    { name: 'a character of an expression', message: 'From line 4, column 16 to line 4, column 18: no', want: [lineOf('full:'), '`a`'] },
    { name: 'an expression over several lines, as a whole', message: 'Error at line 6, column 4.', want: [lineOf('expression: |'), '|'] },
    { name: 'a plain column', message: 'line 3, column 3: type', want: [lineOf('id: INT'), 'INT'] },
    { name: 'the only part with the name', message: "Column 'v' not found in any table", want: [lineOf('where:'), '`v`'] },
    { name: 'a name that no part has: the table', message: "Column 'nowhere' not found", want: [lineOf('- from'), 'from:'] },
    { name: 'no place at all: the table', message: 'It cannot be.', want: [lineOf('- from'), 'from:'] },
    { name: 'a place outside of the columns: the table', message: 'line 1, column 1: no', want: [lineOf('- from'), 'from:'] },
  ])('is $name', ({ message, want }) => expect(place(message)).toEqual(want));
});

describe('where a message points when the file has less than the statement', () => {
  const table = (text: string) => readDocuments(new Map([['target.yaml', target], ['shop.yaml', yaml.replace(/ {4}- from: public.t[\s\S]*/, `    - from: public.t\n      to: t\n${text}`)]])).documents.pipelines[0]!;
  const inferred = table('');
  const reworded = table('      key: [id]\n      columns: { id: INT }\n      where: "`x` = 1"\n');
  it.each([
    { name: 'an inferred column: the table', message: 'line 3, column 3: type', given: inferred, want: 7 },
    { name: 'a condition that the file does not have: its table', message: 'line 8, column 23: no', given: inferred, want: 7 },
    { name: 'a condition that stands otherwise in the statement: the whole of it', message: 'line 8, column 23: no', given: reworded, want: 11 },
  ])('is $name', ({ message, given, want }) => expect(placeOfSqlError(message, sql, given, 0).start.line).toBe(want));

  it('finds a name in a statement without a condition', () => {
    const { start } = placeOfSqlError("Column 'a' not found", sql.replace(/\nWHERE.*/, ';'), pipeline, 0);
    expect(start.line).toBe(lineOf('full:'));
  });
});

describe('the parts of an INSERT', () => {
  it('are found whatever the expressions hold', () => {
    const text = "INSERT INTO `t` (`a``b`, `c`) SELECT F(1, (2), 'x, FROM'), `from` AS `c` FROM `s` WHERE `where` = 'SELECT'";
    const parts = partsOfInsert(text)!;
    const shown = (name: string): string => text.slice(parts.columns.get(name)!.start, parts.columns.get(name)!.end).trim();
    expect([shown('a`b'), shown('c')]).toEqual(["F(1, (2), 'x, FROM')", '`from` AS `c`']);
    expect(text.slice(parts.where!.start)).toBe(" `where` = 'SELECT'");
  });

  it.each(['CREATE TABLE `t` (`a` INT)', 'SELECT 1', ''])('are none of %s', (text) => expect(partsOfInsert(text)).toBeUndefined());

  it('have offsets by line and column', () => expect(offsetOf('ab\ncd', 2, 2)).toBe(4));
});

describe('a character inside a value', () => {
  const range = (from: number, to: number, lines = 1) => ({ file: 'f', start: { line: 3, column: from }, end: { line: 2 + lines, column: to } });
  it.each([
    { name: 'plain', given: range(10, 13), position: 1, want: { start: 11, end: 13 } },
    { name: 'quoted', given: range(10, 15), position: 1, want: { start: 12, end: 14 } },
    { name: 'with escapes: the whole', given: range(10, 16), position: 1, want: { start: 10, end: 16 } },
    { name: 'over lines: the whole', given: range(10, 13, 2), position: 1, want: { start: 10, end: 13 } },
    { name: 'past the end: the whole', given: range(10, 13), position: 3, want: { start: 10, end: 13 } },
  ])('$name', ({ given, position, want }) => {
    const { start, end } = pointInside(given, 'abc', position);
    expect({ start: start.column, end: end.column }).toEqual(want);
  });
});
