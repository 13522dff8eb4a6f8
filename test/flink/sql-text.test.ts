import { describe, expect, it } from 'vitest';
import { checkSqlFragment } from '../../src/flink/sql-fragment.js';
import { canonicalSql, sameSql } from '../../src/flink/sql-text.js';

describe('sameSql', () => {
  it.each([
    { name: 'whitespace', a: 'SELECT  `a`\n FROM `t`', b: 'SELECT `a` FROM `t`', want: true },
    { name: 'keyword case', a: 'select `a` From `t`', b: 'SELECT `a` FROM `t`', want: true },
    { name: 'function case', a: 'SELECT to_timestamp_ltz(`a`, 3) FROM `t`', b: 'SELECT TO_TIMESTAMP_LTZ(`a`, 3) FROM `t`', want: true },
    { name: 'type case', a: 'CREATE TABLE `t` (`a` int)', b: 'create table `t` (`a` INT)', want: true },
    { name: 'trailing semicolons', a: 'SELECT 1;', b: 'SELECT 1 ; ;', want: true },
    { name: 'comments', a: 'SELECT /* one */ 1 -- end', b: 'SELECT 1', want: true },
    { name: 'hints', a: "SELECT 1 FROM `t` /*+ OPTIONS('a'='b') */", b: 'SELECT 1 FROM `t`', want: false },
    { name: 'literals', a: "SELECT 'A'", b: "SELECT 'a'", want: false },
    { name: 'spaces in literals', a: "SELECT 'a  b'", b: "SELECT 'a b'", want: false },
    { name: 'comment openers in literals', a: "SELECT '--' , 1", b: "SELECT '--'", want: false },
    { name: 'quoted names', a: 'SELECT `A`', b: 'SELECT `a`', want: false },
    { name: 'bare names', a: 'SELECT Total FROM t', b: 'SELECT total FROM t', want: false },
    { name: 'bare table names before a list', a: 'INSERT INTO Orders (`a`) SELECT 1', b: 'INSERT INTO orders (`a`) SELECT 1', want: false },
    { name: 'semicolon in the middle', a: 'SELECT 1; SELECT 2', b: 'SELECT 1 SELECT 2', want: false },
    { name: 'more text', a: 'SELECT 1', b: 'SELECT 1 + 1', want: false },
  ])('$name', ({ a, b, want }) => {
    expect(sameSql(a, b)).toBe(want);
    expect(sameSql(b, a)).toBe(want);
    expect(canonicalSql(a) === canonicalSql(b)).toBe(want);
  });
});

describe('checkSqlFragment', () => {
  it.each([
    "`status` = 'active'", "`a` IN (1, 2) AND (`b` IS NOT NULL OR `c` LIKE 'x;--%')", "COALESCE(`a`, 'it''s')", '`now` > 3', '`tags`[1] = 2',
    "CASE WHEN `a` > 0 THEN 'p' ELSE 'n' END", '`a`\n  AND `b`', '`o`.`select` = 1', "`val`.`op` = 'd'", "JSON_QUERY(`a`, '$' WITH WRAPPER) IS NOT NULL",
  ])('takes %j', (text) => expect(checkSqlFragment(text)).toBeUndefined());

  it.each([
    ['', 'empty', 0], ['   ', 'empty', 0], ['1 = 1; DROP TABLE `t`', 'semicolon', 5], ['1 = 1) OR (1 = 1', 'never opened', 5],
    ['(1 = 1', 'never closed', 0], ["`a` = 'x", 'quote or comment', 6], ['`a', 'quote or comment', 0], ['1 = 1 -- rest', 'comment', 6],
    ['1 /* x */ = 1', 'comment', 2], ['1 = 1 /*', 'quote or comment', 6], ["1 /*+ OPTIONS('a'='b') */", 'comment', 2], ['`a`, `b`', 'comma', 3],
    ['`a` IN (SELECT 1)', 'SELECT', 8], ['1 = 1 union all select 2', 'UNION', 6], ['`at` < CURRENT_TIMESTAMP', 'CURRENT_TIMESTAMP', 7],
    ['now() > `at`', 'NOW', 0], ['uuid()', 'UUID', 0], ['(1]', 'never opened', 2], ['a\0b', 'control', 1], ['"a" = 1', 'backticks', 0],
  ])('refuses %j', (text, reason, position) => {
    expect(checkSqlFragment(text)).toMatchObject({ reason: expect.stringContaining(reason) as string, position });
  });
});
