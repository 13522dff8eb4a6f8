import { describe, expect, it } from 'vitest';
import { secretReference } from '../../src/core/secret.js';
import { detailsOf } from '../../src/report/change-details.js';
import { formatDuration, formatElapsed, formatSpan } from '../../src/report/duration.js';
import { diffLines } from '../../src/report/line-diff.js';
import { cut, printable } from '../../src/report/printable.js';
import { diffSql, layOutSql } from '../../src/report/sql-lines.js';
import { alignRows } from '../../src/report/status-tables.js';
import { tellingPhrase } from '../../src/report/telling.js';
import { formatValue, withoutSecrets } from '../../src/report/values.js';
import { kindSpecs } from '../support/kind-specs.js';
import { aPipeline, aPool } from '../support/resources.js';

const signed = (lines: readonly { sign: string; text: string }[]): string[] => lines.map(({ sign, text }) => `${sign}${text}`);

describe('texts', () => {
  it.each([
    { name: 'escape sequences', given: '\u001b[2J\u001b]8;;x\u0007', want: '\\u001b[2J\\u001b]8;;x\\u0007' },
    { name: 'lines', given: 'a\r\n\tb', want: 'a\\r\\n\\tb' },
    { name: 'what hides or turns text', given: 'a\u200b\u202e\u2066b', want: 'a\\u200b\\u202e\\u2066b' },
    { name: 'letters', given: 'größe 表 →', want: 'größe 表 →' },
  ])('printable: $name', ({ given, want }) => expect(printable(given)).toBe(want));

  it.each([[0, ''], [1, '…'], [3, 'ab…'], [4, 'abcd']] as const)('cut to %d', (max, want) => expect(cut('abcd', max)).toBe(want));

  it.each([[400, '0.4 s'], [9_000, '9 s'], [41_200, '41 s'], [80_000, '1 min 20 s'], [900_000, '15 min'], [7_500_000, '2 h 5 min']] as const)('%d ms is %s', (ms, want) =>
    expect(formatDuration(ms)).toBe(want));

  it.each([[-5, '0s'], [7_999, '7s'], [80_000, '1m20s'], [7_500_000, '2h05m']] as const)('%d ms has elapsed as %s', (ms, want) => expect(formatElapsed(ms)).toBe(want));

  it.each([[604_800_000, '7 d'], [5_400_000, '90 min'], [1, undefined], [0, undefined], [Number.NaN, undefined]] as const)('%d ms is set as %s', (ms, want) => expect(formatSpan(ms)).toBe(want));
});

describe('values', () => {
  it.each([
    { path: 'config.password', value: secretReference('${env:X}'), want: '(secret)' },
    { path: 'a', value: { b: [secretReference('${env:X}')] }, want: '{b: [(secret)]}' },
    { path: 'columns.id', value: { type: 'INT', nullable: false }, want: 'INT NOT NULL' },
    { path: 'retentionMs', value: '604800000', want: '604800000 (7 d)' },
    { path: 'a', value: '', want: "''" },
    { path: 'a', value: undefined, want: '(none)' },
    { path: 'a', value: ['x', 1, true], want: '[x, 1, true]' },
  ])('$want', ({ path, value, want }) => expect(formatValue(path, value)).toBe(want));

  it('has no secret and sorted keys as data', () => {
    expect(JSON.stringify(withoutSecrets({ b: [{ z: 1, a: secretReference('${env:X}') }], a: null }))).toBe('{"a":null,"b":[{"a":"(secret)","z":1}]}');
  });
});

describe('differing lines', () => {
  it.each([
    { name: 'nothing', before: ['a'], after: ['a'], want: [] },
    { name: 'in the middle', before: ['a', 'b', 'c'], after: ['a', 'x', 'c'], want: ['-b', '+x'] },
    { name: 'apart', before: ['a', 'b', 'c', 'd'], after: ['b', 'c', 'e', 'd'], want: ['-a', '+e'] },
    { name: 'all', before: [], after: ['a', 'b'], want: ['+a', '+b'] },
    { name: 'repeated', before: ['a', 'a', 'b'], after: ['a', 'b', 'b'], want: ['-a', '+b'] },
  ])('$name', ({ before, after, want }) => expect(signed(diffLines(before, after))).toEqual(want));

  it('lays SQL out by clauses and columns, not inside literals or functions', () => {
    expect(layOutSql("INSERT INTO `t` ( `a` , `b` ) SELECT `a` , JSON_VALUE ( `x` , '$.select , from' ) AS `b` FROM `s` WHERE ( `a` > 1 AND `b` IN ( 'x' , 'y' ) ) AND TRUE")).toEqual([
      'INSERT INTO `t` (`a`, `b`)', 'SELECT', '  `a`,', "  JSON_VALUE(`x`, '$.select , from') AS `b`", 'FROM `s`', "WHERE (`a` > 1 AND `b` IN ('x', 'y'))", 'AND TRUE',
    ]);
  });

  it('tells of a column once, unless only the list of names differs', () => {
    expect(signed(diffSql('INSERT INTO `t` ( `a` ) SELECT `a` FROM `s`', 'INSERT INTO `t` ( `a` , `b` ) SELECT `a` , `b` FROM `s`'))).toEqual(['-  `a`', '+  `a`,', '+  `b`']);
    expect(signed(diffSql('INSERT INTO `t` ( `a` ) SELECT `a` FROM `s`', 'INSERT INTO `t` ( `b` ) SELECT `a` FROM `s`'))).toEqual(['-INSERT INTO `t` (`a`)', '+INSERT INTO `t` (`b`)']);
  });
});

describe('details of a change', () => {
  const field = (path: string, before: unknown, after: unknown) => detailsOf([{ path, before, after, effect: 'inPlace', sensitive: false }]);

  it('shows a long list by its items', () => {
    const before = Array.from({ length: 9 }, (_, at) => `public\\.table_${at}`);
    expect(field('config.table.include.list', before.join(','), [...before.slice(1), 'public\\.new'].join(','))).toEqual([
      { type: 'lines', path: 'config.table.include.list', lines: [{ sign: '-', text: 'public\\.table_0' }, { sign: '+', text: 'public\\.new' }], more: 0, immutable: false },
    ]);
  });

  it('counts lines beyond a screenful', () => {
    const [detail] = field('text', 'a\nb', Array.from({ length: 40 }, (_, at) => `line ${at}`).join('\n'));
    expect(detail).toMatchObject({ type: 'lines', more: 18 });
  });

  it('shows of a record the keys that differ', () => {
    expect(field('errorHandling', { mode: 'SUSPEND', x: 1 }, { mode: 'LOG', target: 'dlq', x: 1 }).map((detail) => detail.path)).toEqual(['errorHandling.mode', 'errorHandling.target']);
  });

  it('never holds a sensitive value', () => {
    expect(detailsOf([{ path: 'p', before: 'old', after: 'new', effect: 'inPlace', sensitive: true }])).toEqual([{ type: 'secret', path: 'p' }]);
  });
});

describe('telling phrases', () => {
  const pipeline = aPipeline({ name: 'shop', tables: [{ from: 'public.t', to: 't' }] });
  const existing = [{ ...pipeline[0]!, kind: 'existing-topic', management: 'observed' as const, spec: { topic: 'clicks' } }, { ...pipeline[0]!, kind: 'registered-schema', spec: { subject: 'clicks-value', schema: '{}', text: '{}' } }];
  const resources = [aPool(), ...pipeline, ...existing];

  it.each(Object.keys(kindSpecs))('%s is told by a phrase or by its name alone', (kind) => {
    const resource = resources.find((candidate) => candidate.kind === kind)!;
    const phrase = tellingPhrase(kind, resource.spec);
    expect(phrase === undefined).toBe(resource.management === 'observed');
    expect(phrase ?? '').not.toMatch(/undefined|NaN|object|\?/);
  });

  it('is short and safe for any spec', () => {
    expect(tellingPhrase('subject-config', { compatibility: `\u001b${'x'.repeat(200)}` })).toHaveLength(80);
    expect(tellingPhrase('unknown', {})).toBeUndefined();
  });
});


it('aligns rows by characters', () => {
  expect(alignRows([['a', 'b'], ['größe', 'x']])).toEqual(['a      b', 'größe  x']);
});
