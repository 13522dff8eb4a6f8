import { accountCodes } from './account.js';
import { applyCodes } from './apply.js';
import { documentCodes } from './documents.js';
import { planCodes } from './plan.js';
import { preflightCodes } from './preflight.js';
import { signatureCodes } from './signatures.js';
import { sourceCodes } from './sources.js';
import { topicCodes } from './topics.js';

/** What `reconcile explain CODE` prints. A code never changes its meaning; retired codes are not reused. */
export interface CodeExplanation {
  readonly title: string;
  /** Why this is a problem: what would happen to the data or the account. */
  readonly why: string;
  /** What to do, step by step where it takes several. */
  readonly fix: string;
}

/**
 * Every code of the tool, by area: CDC1xxx documents, CDC2xxx sources and SQL, CDC4xxx reading the account,
 * CDC5xxx plan and guards, CDC6xxx apply, waiting and health, CDC7xxx known failures of the account, CDC8xxx the source database.
 */
export const codes = {
  ...documentCodes,
  ...sourceCodes,
  ...topicCodes,
  ...accountCodes,
  ...planCodes,
  ...applyCodes,
  ...signatureCodes,
  ...preflightCodes,
} as const satisfies Record<`CDC${number}`, CodeExplanation>;

export type DiagnosticCode = keyof typeof codes;
