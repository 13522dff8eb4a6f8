import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tokeniseSql } from '../../src/flink/sql-text.js';
import { planCases } from './check.js';

const tests = fileURLToPath(new URL('..', import.meta.url));
const goldens = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)golden\//.test(file)).sort();

/** Statements that people made up to see how a report looks; none of them is generated. */
const SAMPLES = /^(report|action)\//;

/** Flink's statements in a golden report: whole texts of its members. A row that somebody writes into the database for a test is none. */
function statementsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^(CREATE TABLE|INSERT INTO)\s/.test(value) && !/\sVALUES\s/.test(value) ? [plain(value)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(statementsIn) : [];
}

function plain(sql: string): string {
  return tokeniseSql(sql).filter(({ kind, text }) => kind !== 'comment' && text !== ';').map(({ text }) => text).join(' ');
}

/** `npm run check:flink` asks the planner about these cases; here it is only seen that nothing generated is left out of them. */
it('every generated statement of a golden file is one that the planner is asked about', () => {
  const asked = new Set(planCases().flatMap(({ statements }) => statements.map(plain)));
  const reports = goldens.filter((file) => file.endsWith('.json') && !SAMPLES.test(file)).flatMap((file) => statementsIn(JSON.parse(readFileSync(`${tests}/${file}`, 'utf8'))).map((sql) => ({ file, sql })));
  const texts = goldens.filter((file) => /\.(sql|inferred)$/.test(file)).flatMap((file) => readFileSync(`${tests}/${file}`, 'utf8').split(/;\n/).map((sql) => plain(sql.replace(/^--.*$/gm, ''))).filter((sql) => /^(CREATE|INSERT)/.test(sql)).map((sql) => ({ file, sql })));
  expect([reports.length, texts.length].every((count) => count > 25)).toBe(true);
  expect([...reports, ...texts].filter(({ sql }) => !asked.has(sql))).toEqual([]);
});
