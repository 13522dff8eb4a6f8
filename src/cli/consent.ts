import { createInterface } from 'node:readline/promises';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Consent } from '../engine/reconcile.js';

export interface ConsentOptions {
  readonly yes: boolean;
  /** The guards have compared it with the plan by the time consent is asked for. */
  readonly expectPlan?: string;
  /** Asks the person at the terminal; absent when there is none. */
  readonly ask?: (question: string) => Promise<string>;
}

/** Who says that a plan runs which the guards let pass: a flag, or a person at the terminal. */
export function createConsent({ yes, expectPlan, ask }: ConsentOptions): Consent {
  return async (plan) => {
    if (yes || expectPlan !== undefined) return { given: true };
    if (ask === undefined) {
      return refuse({
        code: 'CDC5003',
        severity: 'error',
        summary: 'no terminal to ask at, and neither --yes nor --expect-plan was given',
        fix: `Pass --yes, or --expect-plan ${plan.fingerprint}.`,
      });
    }
    const answer = await ask('Apply this plan? Only "yes" does: ');
    return answer.trim() === 'yes' ? { given: true } : refuse({ code: 'CDC5004', severity: 'error', summary: 'the plan was not confirmed' });
  };
}

function refuse(why: Diagnostic): { readonly given: false; readonly why: Diagnostic } {
  return { given: false, why };
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
