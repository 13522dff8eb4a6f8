import type { CodeExplanation } from './index.js';

/** What a plan may not do, or may only do after somebody has looked. */
export const planCodes = {
  CDC5001: {
    title: 'The plan replaces or deletes something, and nobody has allowed that',
    why: 'A replace of a table or a pipeline drops data and reads it again, which can take hours and leaves its readers without it meanwhile.',
    fix: 'Read the plan. To run exactly it, pass --expect-plan with its fingerprint, or commit an Approval that names the fingerprint.',
  },
  CDC5002: {
    title: 'The plan is not the one that was reviewed',
    why: 'Since the review the files or the account have changed, so what would be done is something else.',
    fix: 'Look at the new plan, and pass its fingerprint if it is right.',
  },
  CDC5003: {
    title: 'Without a terminal, changes need a word of consent',
    why: 'Nobody is there to answer the question whether to apply.',
    fix: 'Pass --yes, or --expect-plan with the fingerprint of the plan that was reviewed; or --dry-run to only look.',
  },
  CDC5004: {
    title: 'The change was declined',
    why: 'The question whether to apply was not answered with "yes". Nothing was changed.',
    fix: 'Run again and answer "yes", or pass --yes.',
  },
} as const satisfies Record<`CDC5${number}`, CodeExplanation>;
