import { nameLimits } from '../../../src/core/guards/name-limits.js';
import { anInput, testGuard, wantedOf, withSpec } from './support.js';

const withName = (kind: string, field: string, name: unknown) => anInput(withSpec(wantedOf(), kind, { [field]: name }), []);
const long = (length: number) => 'x'.repeat(length);

testGuard(nameLimits, [
  { name: 'a connector of 65 characters', given: withName('connector', 'name', long(65)), want: ['CDC5107'], says: ['65 characters, and the service takes 64'] },
  { name: 'a connector of 64 characters', given: withName('connector', 'name', long(64)), want: [] },
  { name: 'a connector with a slash', given: withName('connector', 'name', 'a/b'), want: ['CDC5107'] },
  { name: 'a source topic of 250 characters', given: withName('source-topic', 'topic', long(250)), want: ['CDC5107'] },
  { name: 'a source topic of 249 characters', given: withName('source-topic', 'topic', long(249)), want: [] },
  { name: 'a source topic with a dollar', given: withName('source-topic', 'topic', 'shop.public.a$b'), want: ['CDC5107'], says: ['letters, digits'] },
  { name: 'a table called ..', given: withName('target-table', 'table', '..'), want: ['CDC5107'] },
  { name: 'a table called ...', given: withName('target-table', 'table', '...'), want: [] },
  { name: 'a statement of 73 characters', given: withName('decode-statement', 'name', long(73)), want: ['CDC5107'] },
  { name: 'a statement of 72 characters', given: withName('decode-statement', 'name', long(72)), want: [] },
  { name: 'a statement with a capital', given: withName('decode-statement', 'name', 'Shop'), want: ['CDC5107'] },
  { name: 'a CREATE TABLE statement of 73 characters', given: withName('target-table', 'createStatement', { name: long(73) }), want: ['CDC5107'] },
]);
