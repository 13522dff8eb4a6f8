import { diagnose } from '../core/signatures/index.js';
import type { PartFacts, SignatureMatch } from '../core/signatures/index.js';
import type { StageName, StageReport, Verdict } from '../core/verification.js';
import type { Part } from './facts.js';

/** A stage with what was seen. */
export function stage(name: StageName, verdict: Verdict, saw: string, signatures: readonly SignatureMatch[] = []): StageReport {
  return { stage: name, verdict, saw, signatures };
}

/** A part that is missing or could not be read; `undefined` when it is there. `isReached`: nothing before it keeps it from being made. */
function absence<T>(name: StageName, { actual, unread, desired }: Part<T>, isReached = true): StageReport | undefined {
  if (unread !== undefined) return stage(name, 'unknown', `could not be read: ${unread}`);
  if (actual !== undefined) return undefined;
  return isReached ? stage(name, 'broken', `${desired.address} is not there; "reconcile" makes it`) : stage(name, 'notReached', `${desired.address} is made once an earlier stage works`);
}

/** How a part that is there is: the verdict of its health, its state and detail in words, and the known failures behind it. */
export function judgePart(name: StageName, part: Part<unknown>, facts: Omit<PartFacts, 'text' | 'state'>, ways: { readonly recovers?: boolean; readonly isWantedPaused?: boolean; readonly extra?: string; readonly text?: string; readonly isReached?: boolean }): StageReport {
  const gone = absence(name, part, ways.isReached);
  const { actual } = part;
  if (gone !== undefined || actual === undefined) return gone ?? stage(name, 'unknown', 'not known');
  const state = actual.state ?? 'there';
  const text = ways.text ?? actual.healthDetail ?? '';
  const signatures = diagnose({ ...facts, text, state });
  const saw = [state, text.split(/[\r\n]/)[0], ways.extra].filter((part) => part !== undefined && part !== '').join(', ');
  return stage(name, verdictOf(actual.health, signatures, ways), saw, signatures);
}

function verdictOf(health: string, signatures: readonly SignatureMatch[], { recovers, isWantedPaused }: { readonly recovers?: boolean; readonly isWantedPaused?: boolean }): Verdict {
  switch (health) {
    case 'healthy':
      return signatures.length === 0 ? 'proven' : 'warning';
    case 'progressing':
      return signatures.some(({ safeStep }) => safeStep === undefined) ? 'broken' : 'waiting';
    case 'paused':
      return isWantedPaused === true ? 'warning' : 'broken';
    case 'degraded':
      return recovers === true ? 'waiting' : 'broken';
    default:
      return 'broken';
  }
}
