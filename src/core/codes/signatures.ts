import { signatures } from '../signatures/index.js';
import type { Signature, SignatureCode } from '../signatures/index.js';
import type { CodeExplanation } from './index.js';

/** Known failures, as `reconcile explain` tells them: made from the signatures, so that there is one place for their words. */
export const signatureCodes = Object.fromEntries(
  Object.entries<Signature>(signatures).map(([code, signature]) => [code, explanationOf(signature)]),
) as Readonly<Record<SignatureCode, CodeExplanation>>;

function explanationOf({ title, explanation, fix }: Signature): CodeExplanation {
  return { title, why: withHoles(explanation), fix: fix.map(withHoles).join(' ') };
}

/** `{slot}` is filled in where a message is at hand; elsewhere it reads as a place to fill in. */
export function withHoles(text: string): string {
  return text.replace(/\{(\w+)\}/g, '<$1>');
}
