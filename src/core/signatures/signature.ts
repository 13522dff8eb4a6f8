/** Which part of a pipeline a failure shows at. */
export type SignaturePlace = 'compute-pool' | 'connector' | 'source-topic' | 'subject' | 'target-table' | 'statement' | 'tableflow';

/** What the account says about one part of a pipeline. Only what was looked at is there: absent is "not known", never "no". */
export interface PartFacts {
  readonly where: SignaturePlace;
  /** All that it says in words: a connector's trace, a statement's detail, the message of a refused request. */
  readonly text: string;
  /** The service's own word: `PROVISIONING`, `DEGRADED`, `SUSPENDED`. */
  readonly state?: string;
  /** For how long it has been seen like this, in milliseconds. */
  readonly forMs?: number;
  /** Tasks of a connector. */
  readonly tasks?: number;
  /** Whether anything of the source topic has a schema. */
  readonly hasSchemas?: boolean;
  /** Whether its topic exists, and whether Flink lists it as a table. */
  readonly hasTopic?: boolean;
  readonly isVisible?: boolean;
  /** `POOL_EXHAUSTED` and the like; `EXCEEDING_HARD_LIMIT` and the like (confluent-api.md section 7). */
  readonly scaling?: string;
  readonly stateLimit?: string;
  /** Records of the source topic, and rows seen in the target, at most as many as were asked for. */
  readonly sourceRecords?: number;
  readonly rows?: number;
  readonly rowsSkipped?: number;
  /** Records of its sources that a statement has not read. */
  readonly pendingRecords?: number;
  /** Only records of a snapshot have come, although a change was made after it. */
  readonly isSnapshotOnly?: boolean;
}

/** Names that a message held: `{ slot: 'shop', pid: '4711' }`. */
export type Captures = Readonly<Record<string, string>>;

/** What `repair` may propose: none of these loses data. */
export type SafeStep = 'wait' | 'restartConnector' | 'resumeConnector' | 'replaceStatement' | 'resumeTableflow';

/** A failure that is known: how to recognise it, what it means, and what to do. */
export interface Signature {
  readonly title: string;
  readonly where: readonly SignaturePlace[];
  /** What of the facts gives it away; `undefined`: it is something else. */
  readonly match: (facts: PartFacts) => Captures | undefined;
  /** What has happened, and what it does to the data. */
  readonly explanation: string;
  /** What to do, one step after the other. `{name}` stands for what the message captured. */
  readonly fix: readonly string[];
  readonly safeStep?: SafeStep;
}

/** Matches when the part says one of these. Named groups are captured. */
export function says(...patterns: readonly RegExp[]): Signature['match'] {
  return ({ text }) => {
    for (const pattern of patterns) {
      const found = pattern.exec(text);
      if (found !== null) return named(found.groups);
    }
    return undefined;
  };
}

function named(groups: Readonly<Record<string, string | undefined>> = {}): Captures {
  return Object.fromEntries(Object.entries(groups).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Matches when the facts are like this. */
export function when(test: (facts: PartFacts) => boolean): Signature['match'] {
  return (facts) => (test(facts) ? {} : undefined);
}

/** Matches when any of these does; the captures are those of the first. */
export function either(...matchers: readonly Signature['match'][]): Signature['match'] {
  return (facts) => {
    for (const match of matchers) {
      const found = match(facts);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

const MINUTE = 60_000;

/** Whether a part has been seen like this for at least so many minutes. */
export function longerThan({ forMs }: PartFacts, minutes: number): boolean {
  return forMs !== undefined && forMs >= minutes * MINUTE;
}
