/** A signal of its own that follows another one until it is cut loose. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  unlink(): void;
}

/**
 * A signal for one run. It is aborted with `source`, and leaves nothing behind there when the run is over; `AbortSignal.any` keeps
 * its children for as long as the source lives.
 */
export function linkedSignal(source: AbortSignal): LinkedSignal {
  const controller = new AbortController();
  const follow = (): void => controller.abort(source.reason);
  if (source.aborted) follow();
  else source.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => source.removeEventListener('abort', follow),
  };
}

/** Node cannot wait longer than 2^31 ms at once; whoever wakes up early looks again. */
const LONGEST_SLEEP_MS = 3_600_000;

/** Rests until an instant, or until `wake` is aborted; at most an hour. Never throws. */
export async function restUntil(clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }, until: number | undefined, wake: AbortSignal): Promise<void> {
  if (wake.aborted) return;
  const ms = until === undefined ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(0, until - clock.now()));
  await clock.sleep(ms, wake).catch(() => undefined);
}
