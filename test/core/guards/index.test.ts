import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codes } from '../../../src/core/codes/index.js';
import { planCodes } from '../../../src/core/codes/plan.js';
import { checkPlan, guards } from '../../../src/core/guards/index.js';
import type { Guard } from '../../../src/core/guards/guard.js';
import { anInput, customers, thereOf, wantedOf } from './support.js';

const all = Object.entries<Guard>(guards);
/** Consent is asked for outside of the plan: at the command line. */
const ofConsent = ['CDC5003', 'CDC5004'];

it('every code of the plan belongs to one guard, and every guard\'s code is explained', () => {
  const used = all.flatMap(([, guard]) => guard.codes);
  expect(new Set(used).size).toBe(used.length);
  expect(used.filter((code) => code.startsWith('CDC5')).sort()).toEqual(Object.keys(planCodes).filter((code) => !ofConsent.includes(code)).sort());
  for (const code of used) expect(codes[code].fix.length).toBeGreaterThan(20);
});

it.each(all)('%s is called like its file, and has a test', (name, guard) => {
  expect(guard.name).toBe(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  expect(readdirSync(new URL('../../../src/core/guards/', import.meta.url))).toContain(`${guard.name}.ts`);
  expect(readdirSync(new URL('.', import.meta.url))).toContain(`${guard.name}.test.ts`);
});

it('what is there as it is wanted, and ours, gives rise to nothing', () => {
  const wanted = wantedOf();
  expect(checkPlan(anInput(wanted, thereOf(wanted)))).toEqual([]);
});

it('tells what every guard finds, the account first', () => {
  const wanted = wantedOf({ tables: [{ ...customers, key: [] }], config: { 'after.state.only': 'true' } });
  const found = checkPlan(anInput(wanted, [], { ledgerAccount: { known: 'a', found: 'b' } }));
  expect(found.map(({ code }) => code)).toEqual(['CDC5403', 'CDC5203', 'CDC5301', 'CDC5303']);
});

it('is pure: the input stays as it is, and the answer is the same', () => {
  const input = anInput(wantedOf(), thereOf(wantedOf({ tables: [customers, { from: 'public.orders', to: 'orders' }] })), { deletable: () => true });
  const before = JSON.stringify(input);
  expect(checkPlan(input)).toEqual(checkPlan(input));
  expect(JSON.stringify(input)).toBe(before);
});
