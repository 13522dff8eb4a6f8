import { COLLECTION } from './collection.js';
import type { FunctionDefinition } from './definition.js';
import { NUMERIC } from './numeric.js';
import { TEMPORAL } from './temporal.js';
import { TEXT } from './text.js';

const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(Object.entries({ ...NUMERIC, ...TEXT, ...TEMPORAL, ...COLLECTION }));

/** The scalar function of that name, upper case; undefined when the service has none (or this simulator does not play it). */
export function findFunction(name: string): FunctionDefinition | undefined {
  return FUNCTIONS.get(name);
}
