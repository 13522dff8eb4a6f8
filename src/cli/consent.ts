import { createInterface } from 'node:readline/promises';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import type { Consent } from '../engine/reconcile.js';

export interface ConsentOptions {
  readonly yes: boolean;
  readonly expectPlan?: string;
  /** Asks the person at the terminal; absent when there is none. */
  readonly ask?: (question: string) => Promise<string>;
}

/**
 * Who may say that a plan runs: the fingerprint of exactly this plan, `--yes` for one that destroys nothing, or a person at
 * the terminal. A refusal has a code and says what would permit it.
 */
export function createConsent({ yes, expectPlan, ask }: ConsentOptions): Consent {
  return async (plan) => {
    if (expectPlan !== undefined) return expectPlan === plan.fingerprint ? { given: true } : refuse(otherPlan(plan, expectPlan));
    if (destroys(plan)) return refuse(destructive(plan));
    if (yes) return { given: true };
    if (ask === undefined) return refuse({ code: 'CDC5003', severity: 'error', summary: 'no terminal to ask at, and neither --yes nor --expect-plan was given', fix: `Pass --yes, or --expect-plan ${plan.fingerprint}.` });
    const answer = await ask('Apply this plan? Only "yes" does: ');
    return answer.trim() === 'yes' ? { given: true } : refuse({ code: 'CDC5004', severity: 'error', summary: 'the plan was not confirmed' });
  };
}

export function destroys(plan: Plan): boolean {
  return plan.summary.replace + plan.summary.delete > 0;
}

function refuse(why: Diagnostic): { readonly given: false; readonly why: Diagnostic } {
  return { given: false, why };
}

function otherPlan(plan: Plan, expected: string): Diagnostic {
  return {
    code: 'CDC5002',
    severity: 'error',
    summary: `the plan is ${plan.fingerprint}, not ${expected} as expected`,
    fix: `Look at the plan; if it is right, pass --expect-plan ${plan.fingerprint}.`,
  };
}

function destructive(plan: Plan): Diagnostic {
  const { replace, delete: deleted } = plan.summary;
  return {
    code: 'CDC5001',
    severity: 'error',
    summary: `the plan replaces ${replace} and deletes ${deleted} resources, which --yes does not cover`,
    fix: `Read the plan. To run exactly it, pass --expect-plan ${plan.fingerprint}.`,
  };
}

/** A question on the terminal. stdout belongs to the report, so the question goes to stderr. */
export async function askOnTerminal(question: string, input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<string> {
  const prompt = createInterface({ input, output });
  try {
    return await prompt.question(question);
  } finally {
    prompt.close();
  }
}
