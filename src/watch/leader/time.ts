/** Time as an election needs it. */
export interface ElectionClock {
  /** Milliseconds since some moment; never jumps. */
  monotonic(): number;
  /** Milliseconds since the epoch; may jump. */
  wall(): number;
  /** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
  rest(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemElectionClock: ElectionClock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  rest: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** How long each wait of an election lasts, in milliseconds; the names and defaults are those of client-go. */
export interface ElectionTimes {
  /** Others wait this long without a sign of the holder before they take over. Whole seconds. */
  readonly leaseDurationMs: number;
  /** A holder that could not renew for so long stops. */
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

export const defaultElectionTimes: ElectionTimes = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 };

/** Candidates wait up to this many retry periods longer, by chance, so that they do not ask in step. */
export const jitterFactor = 1.2;

/** `undefined` when the times keep two holders apart; else what is wrong with them. */
export function badTimes({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: ElectionTimes): string | undefined {
  if (leaseDurationMs < 1_000 || leaseDurationMs % 1_000 !== 0) return 'the lease duration must be a whole number of seconds, at least 1 s: Kubernetes keeps no fractions';
  if (renewDeadlineMs >= leaseDurationMs) return 'the renew deadline must be shorter than the lease duration: a holder has to stop before another may start';
  if (retryPeriodMs <= 0 || retryPeriodMs * jitterFactor >= renewDeadlineMs) return `the renew deadline must be longer than ${jitterFactor} retry periods: else one lost answer costs the lease`;
  return undefined;
}
