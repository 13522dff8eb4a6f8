import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { renderAnnotations } from '../../src/report/annotations.js';
import { diagnosticsReport } from '../../src/report/diagnostics-json.js';
import { countDiagnostics, renderDiagnostics } from '../../src/report/diagnostics.js';
import { formatAddress } from '../../src/core/address.js';

const at = (line: number, from: number, to: number, endLine = line): NonNullable<Diagnostic['range']> => ({ file: 'p/a.yaml', start: { line, column: from }, end: { line: endLine, column: to } });
const error = (more: Partial<Diagnostic> = {}): Diagnostic => ({ code: 'CDC1201', severity: 'error', summary: 'wrong', ...more });
const plain = { color: false };
const lineOf = (text: string, range = at(1, 1, 2), more: Partial<Diagnostic> = {}): string[] =>
  renderDiagnostics([error({ range, ...more })], new Map([['p/a.yaml', text]]), plain).split('\n').slice(3, 5).map((line) => line.slice(7));

describe('renderDiagnostics', () => {
  it('shows what, where, the line, why and what to do', () => {
    const rendered = renderDiagnostics([error({ range: at(2, 3, 6), detail: 'why', fix: 'do this' })], new Map([['p/a.yaml', 'a:\n  bad: 1\n']]), plain);
    expect(rendered).toBe(`Error CDC1201: wrong

  on p/a.yaml:2:3
   2 |   bad: 1
     |   ^^^

  why
  Fix: do this
  More: reconcile explain CDC1201

`);
  });

  it('goes without what is not there', () => {
    const address = formatAddress({ kind: 'topic', scope: 'lkc-1', name: 'a.b' });
    expect(renderDiagnostics([error({ severity: 'warning' })], new Map(), plain)).toBe('Warning CDC1201: wrong\n\n  More: reconcile explain CDC1201\n\n');
    expect(renderDiagnostics([error({ severity: 'info', address })], new Map(), plain)).toContain('Note CDC1201: wrong\n\n  on topic/lkc-1/a.b\n');
    expect(renderDiagnostics([error({ range: at(9, 1, 2) })], new Map([['p/a.yaml', 'a']]), plain)).toContain('on p/a.yaml:9:1\n\n');
    expect(renderDiagnostics([error({ range: at(1, 1, 2) })], new Map(), plain)).not.toContain('|');
  });

  it('paints only when asked', () => {
    const colored = renderDiagnostics([error({ range: at(1, 1, 2) })], new Map([['p/a.yaml', 'a']]), { color: true });
    expect(colored).toContain('\u001b[31m');
    expect(renderDiagnostics([error()], new Map(), plain)).not.toContain('\u001b');
  });

  it('underlines the first line of a longer range, and nothing beyond a line', () => {
    expect(lineOf('a: b  \nc: d', at(1, 1, 2, 2))).toEqual(['a: b  ', '^^^^']);
    expect(lineOf('abc', at(1, 40, 50))).toEqual(['abc', '   ^']);
  });

  it('cuts long lines around the range', () => {
    expect(lineOf(`${'x'.repeat(300)}BAD${'y'.repeat(300)}`, at(1, 301, 304))).toEqual([`…${'x'.repeat(20)}BAD${'y'.repeat(97)}…`, `${' '.repeat(21)}^^^`]);
    expect(lineOf(`BAD${'y'.repeat(300)}`, at(1, 1, 400))).toEqual([`BAD${'y'.repeat(117)}…`, '^'.repeat(121)]);
  });

  it('lets nothing in a document steer the terminal', () => {
    const rendered = renderDiagnostics([error({ range: at(1, 1, 2), summary: 'x\u001b[2Jy', detail: 'a\u009bb', fix: '\u202ec' })], new Map([['p/a.yaml', 'a:\t\u001b]0;owned\u0007']]), plain);
     
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('excerpts never show secrets', () => {
  it.each([
    { name: 'a literal under a key that sounds like a secret', text: 'password: hunter2 # note', want: 'password: ***' },
    { name: 'a misspelt key', text: '  pasword: hunter2', want: '  pasword: ***' },
    { name: 'a quoted literal', text: 'sasl.secret: "hunter2"', want: 'sasl.secret: ***' },
    { name: 'a reference with more around it', text: 'token: hunter2${env:X}', want: 'token: ***' },
    { name: 'a flow mapping', text: 'cloud: { key: a, secret: hunter2 }', want: 'cloud: { key: a, secret: ***' },
    { name: 'a user and password in a URL', text: 'url: https://me:hunter2@host/x', want: 'url: https://***@host/x' },
    { name: 'a reference alone is no secret', text: 'password: ${env:PG}', want: 'password: ${env:PG}' },
    { name: 'a quoted reference in a flow mapping', text: '{ secret: "${file:a:b}", x: 1 }', want: '{ secret: "${file:a:b}", x: 1 }' },
    { name: 'a second secret after a reference', text: '{ secret: ${env:A}, password: hunter2 }', want: '{ secret: ${env:A}, password: ***' },
    { name: 'a mapping of secrets', text: 'credentials: { cloud: 1 }', want: 'credentials: { cloud: 1 }' },
    { name: 'a key column is no secret', text: 'key: [id]', want: 'key: [id]' },
  ])('$name', ({ text, want }) => {
    expect(lineOf(text)[0]).toBe(want);
  });

  it('masks the range that a diagnostic calls a secret, for every diagnostic of the file', () => {
    const files = new Map([['p/a.yaml', 'x: hunter2, y: 1\nhunter2\n  hunter2 z']]);
    const secret = error({ code: 'CDC1301', range: at(1, 4, 11) });
    const rendered = renderDiagnostics([secret, error({ range: at(1, 13, 14) }), error({ code: 'CDC1302', range: at(2, 1, 10, 3) }), error({ range: at(3, 11, 12) })], files, plain);
    expect(rendered).not.toContain('hunter2');
    expect(rendered).toContain('   1 | x: ***, y: 1\n     |    ^^^\n');
    expect(rendered).toContain('   1 | x: ***, y: 1\n     |         ^\n');
    expect(rendered).toContain('   2 | ***\n     | ^^^\n');
    expect(rendered).toContain('   3 | *** z\n     |     ^\n');
  });
});

describe('renderAnnotations', () => {
  it('escapes, and gives columns only within one line', () => {
    const rendered = renderAnnotations([
      error({ severity: 'warning', summary: '100%: a, b', detail: 'one\r\n::error::two', range: at(1, 2, 5) }),
      error({ range: at(4, 2, 5, 6), fix: 'do' }),
      error({ severity: 'info', address: formatAddress({ kind: 'topic', scope: 'lkc-1', name: 'a' }) }),
    ]);
    expect(rendered).toBe([
      '::error file=p/a.yaml,line=4,endLine=6,title=CDC1201%3A wrong::Fix: do%0AMore: reconcile explain CDC1201',
      '::warning file=p/a.yaml,line=1,endLine=1,col=2,endColumn=5,title=CDC1201%3A 100%25%3A a%2C b::one\ufffd%0A::error::two%0AMore: reconcile explain CDC1201',
      '::notice title=CDC1201%3A wrong::topic/lkc-1/a%0AMore: reconcile explain CDC1201',
      '',
    ].join('\n'));
  });
});

it('diagnosticsReport counts and sorts', () => {
  const report = diagnosticsReport([error({ range: at(2, 1, 2) }), error({ severity: 'warning', range: at(1, 1, 2) })]);
  expect(report).toMatchObject({ formatVersion: 1, valid: false, summary: { errors: 1, warnings: 1 }, diagnostics: [{ severity: 'warning' }, { severity: 'error' }] });
  expect(diagnosticsReport([]).valid).toBe(true);
});

it.each([
  { given: [], want: 'no problems' },
  { given: ['error', 'error', 'warning'] as const, want: '2 errors, 1 warning' },
  { given: ['info'] as const, want: '1 note' },
])('countDiagnostics: $want', ({ given, want }) => {
  expect(countDiagnostics(given.map((severity) => error({ severity })))).toBe(want);
});

it.each([
  { name: 'letters', line: 'y'.repeat(900_000) },
  { name: 'words that sound like secrets', line: 'token'.repeat(180_000) },
  { name: 'such words and blanks', line: 'token '.repeat(150_000) },
  { name: 'slashes', line: '//a'.repeat(300_000) },
])('a line of nearly a megabyte of $name is shown in no time', ({ line }) => {
  const started = performance.now();
  const range = { file: 'a.yaml', start: { line: 1, column: 1 }, end: { line: 1, column: 5 } };
  expect(renderDiagnostics([{ code: 'CDC1101', severity: 'error', summary: 'x', range }], new Map([['a.yaml', line]]), { color: false }).length).toBeLessThan(1_000);
  expect(performance.now() - started).toBeLessThan(2_000);
});
