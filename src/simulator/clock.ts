/**
 * Simulated time. Nothing here sets a timer: whoever looks at the account first settles the clock, and
 * every transition that has come due runs then, in order, at the instant it was due.
 */
export interface SimClock {
  /** Simulated milliseconds per real millisecond; 0 is a clock that moves by `advance` alone. */
  readonly speed: number;
  /** From now on time runs at another speed; none is lost or gained. */
  setSpeed(speed: number): void;
  /** Simulated epoch milliseconds. */
  now(): number;
  /** Runs `action` once `afterMs` simulated milliseconds have passed and somebody settles the clock. */
  schedule(afterMs: number, action: () => void): void;
  /** Moves simulated time forward and runs what has come due. */
  advance(ms: number): void;
  /** Runs what has come due. */
  settle(): void;
}

export interface ClockOptions {
  readonly speed?: number;
  /** Simulated epoch milliseconds at which the clock starts; default: the real time. */
  readonly start?: number;
}

interface Scheduled {
  readonly due: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock derived from real time times `speed` (default 1), plus whatever `advance` added. */
export function createClock(options: ClockOptions = {}): SimClock {
  let speed = options.speed ?? 1;
  const start = options.start ?? Date.now();
  let bornAt = performance.now();
  const queue: Scheduled[] = [];
  let added = 0;
  let order = 0;
  let frozenAt: number | undefined;

  const now = (): number => frozenAt ?? Math.floor(start + added + (performance.now() - bornAt) * speed);

  const settle = (): void => {
    if (frozenAt !== undefined) return;
    const until = now();
    try {
      for (let next = queue[0]; next !== undefined && next.due <= until; next = queue[0]) {
        queue.shift();
        frozenAt = next.due;
        next.action();
      }
    } finally {
      frozenAt = undefined;
    }
  };

  return {
    get speed() {
      return speed;
    },
    setSpeed(next) {
      settle();
      const at = performance.now();
      added += (at - bornAt) * speed;
      bornAt = at;
      speed = next;
    },
    now,
    settle,
    schedule(afterMs, action) {
      const item = { due: now() + Math.max(0, afterMs), order: order++, action };
      queue.splice(firstAfter(queue, item.due), 0, item);
    },
    advance(ms) {
      added += ms;
      settle();
    },
  };
}

/** Where what is due then belongs: behind all that is due no later. */
function firstAfter(queue: readonly Scheduled[], due: number): number {
  let low = 0;
  for (let high = queue.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (queue[middle]!.due > due) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A clock that stands still until it is told to move: what deterministic tests use. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): SimClock {
  return createClock({ speed: 0, start });
}
