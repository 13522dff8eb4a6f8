import { connectorStates } from './connector-states.js';
import { databases } from './databases.js';
import { flow } from './flow.js';
import { records } from './records.js';
import type { Captures, PartFacts, SafeStep, Signature, SignaturePlace } from './signature.js';
import { statements } from './statements.js';
import { tableflow } from './tableflow.js';

export type { Captures, PartFacts, SafeStep, Signature, SignaturePlace } from './signature.js';

/**
 * Every failure that we know, by code: CDC70xx connectors, CDC71xx databases, CDC72xx records and schemas, CDC73xx statements,
 * CDC74xx Tableflow, CDC75xx the flow as a whole. Of two that match, the one that stands first is the more specific.
 */
export const signatures = { ...databases, ...records, ...connectorStates, ...statements, ...tableflow, ...flow } as const satisfies Record<`CDC7${number}`, Signature>;

export type SignatureCode = keyof typeof signatures;

/** A known failure, found in what the account says; filled in, and safe to pass on as data. */
export interface SignatureMatch {
  readonly code: SignatureCode;
  readonly title: string;
  readonly explanation: string;
  readonly fix: readonly string[];
  readonly captures: Captures;
  readonly safeStep?: SafeStep;
}

/** The groups that a signature may stand in, in the order of the registry. */
const ordered = [databases, records, connectorStates, statements, tableflow, flow].flatMap((group) => Object.entries<Signature>(group)) as readonly (readonly [SignatureCode, Signature])[];

const HEAD = 6_000;
const TAIL = 3_000;

/** A trace says what it is about in its first lines, and its cause in its last; what is in between only costs time. */
function shortened(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

/** Every known failure that the facts show, the most specific first. Pure. */
export function diagnose(given: PartFacts): readonly SignatureMatch[] {
  const facts = { ...given, text: shortened(given.text) };
  return ordered.flatMap(([code, signature]) => {
    const captures = signature.where.includes(facts.where) ? signature.match(facts) : undefined;
    return captures === undefined ? [] : [matchOf(code, signature, captures)];
  });
}

function matchOf(code: SignatureCode, signature: Signature, captures: Captures): SignatureMatch {
  const { title, explanation, fix, safeStep } = signature;
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_hole, name: string) => captures[name] ?? `<${name}>`);
  return { code, title, explanation: fill(explanation), fix: fix.map(fill), captures, ...(safeStep === undefined ? {} : { safeStep }) };
}

const places: Readonly<Record<string, SignaturePlace>> = {
  'compute-pool': 'compute-pool',
  connector: 'connector',
  'source-topic': 'source-topic',
  'target-topic': 'target-table',
  subject: 'subject',
  'subject-config': 'subject',
  'target-table': 'target-table',
  'decode-statement': 'statement',
  'tableflow-topic': 'tableflow',
};

/** What is known beside the text: how long it was waited for, and the service's word for the state. */
export interface FailureContext {
  readonly state?: string;
  readonly waitedMs?: number;
}

/**
 * The known failure behind what a resource of a kind says about itself, or behind the error of a step. The state is taken from
 * the front of the text when it is not given, as waits write it: `DEGRADED: ...`.
 */
export function explainFailure(kind: string, text: string, { state, waitedMs }: FailureContext = {}): SignatureMatch | undefined {
  const where = places[kind];
  if (where === undefined) return undefined;
  const word = state ?? /^([A-Z][A-Z_]+)(?::|$)/.exec(text)?.[1];
  const [first] = diagnose({ where, text, ...(word === undefined ? {} : { state: word }), ...(waitedMs === undefined ? {} : { forMs: waitedMs }) });
  return first;
}
