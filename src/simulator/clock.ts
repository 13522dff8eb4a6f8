/**
 * Simulated time. Nothing here sets a timer: whoever looks at the account first settles the clock, and
 * every transition that has come due runs then, in order, at the instant it was due.
 */
export interface SimClock {
  /** Simulated milliseconds per real millisecond; 0 is a clock that moves by `advance` alone. */
  readonly speed: number;
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
  const speed = options.speed ?? 1;
  const start = options.start ?? Date.now();
  const bornAt = performance.now();
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
    speed,
    now,
    settle,
    schedule(afterMs, action) {
      const item = { due: now() + Math.max(0, afterMs), order: order++, action };
      const at = queue.findIndex((other) => other.due > item.due);
      if (at === -1) queue.push(item);
      else queue.splice(at, 0, item);
    },
    advance(ms) {
      added += ms;
      settle();
    },
  };
}

/** A clock that stands still until it is told to move: what deterministic tests use. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): SimClock {
  return createClock({ speed: 0, start });
}
