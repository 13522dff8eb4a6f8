import type { Usage } from './measured.js';

/** How often each plane was called; planes that were not called are left out. */
export type Calls = Readonly<Record<string, number>>;

/** One measured run of the reconciler or of something that it is compared with. */
export interface Measurement extends Usage {
  readonly connectors: number;
  readonly tables: number;
  readonly scenario: Scenario;
  readonly limits: LimitProfile;
  /** Of simulated time, from the first to the last moment of the run; the same as wall time where the clock runs at speed 1. */
  readonly accountMs: number;
  readonly speed: number;
  readonly calls: Calls;
  readonly totalCalls: number;
  readonly refused: number;
  /** What the run said of itself. */
  readonly outcome: string;
  /** Calls that changed the account, per plane. */
  readonly writes: Calls;
}

export const scenarios = ['cold plan', 'apply from nothing', 'no-op plan, empty cache', 'no-op plan', 'plan of one change', 'rebuild of one pipeline', 'destroy', 'floor', 'per-resource refresh'] as const;
export type Scenario = (typeof scenarios)[number];

/** `none`: latency only. `headers`: every plane says of its limit what the real one says. `no headers`: none says anything. */
export type LimitProfile = 'none' | 'headers' | 'no headers';

/** From the simulator's own events: when each pipeline's last table ran, in simulated milliseconds after the start. */
export interface ApplyTimes {
  readonly connectors: number;
  readonly tables: number;
  readonly limits: LimitProfile;
  readonly accountMs: number;
  /** The longest way that one table goes in the simulator, if nobody but the simulator took any time. */
  readonly chainMs: number;
  /** What the busiest plane's limit forces for the calls that change the account, and nothing else. */
  readonly forcedMs: number;
  readonly medianPipelineMs: number;
  readonly slowestPipelineMs: number;
}

export interface LimiterResult {
  readonly limits: LimitProfile;
  readonly allowedPerSecond: number;
  readonly planes: readonly { readonly plane: string; readonly perSecond: number; readonly calls: number; readonly refused: number }[];
}

export interface StartupResult {
  readonly command: string;
  readonly runs: number;
  readonly medianMs: number;
  readonly bestMs: number;
  readonly cpuMs: number;
}

export interface BenchResults {
  readonly version: string;
  readonly takenAt: string;
  readonly machine: { readonly node: string; readonly cpus: number; readonly cpu: string; readonly loadAtStart: number; readonly loadAtEnd: number };
  readonly tookMs: number;
  readonly limitPerSecond: number;
  readonly latencyMs: number;
  readonly measurements: readonly Measurement[];
  readonly applies: readonly ApplyTimes[];
  readonly limiter: readonly LimiterResult[];
  readonly startup: readonly StartupResult[];
  /** Every so many-th resource was read, at the largest size; calls, wall time and CPU are multiplied by it. */
  readonly sample: number;
  /** Sizes that did not come to their end, and why. */
  readonly failures: readonly string[];
}
