import type { Diagnostic } from '../diagnostic.js';
import type { GuardInput } from './guard.js';

/** All guards over a plan. */
export function checkPlan(_input: GuardInput): Diagnostic[] {
  return [];
}
