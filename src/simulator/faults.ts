import type { Random } from './random.js';
import type { Plane } from './server/planes.js';

export type FaultEffect =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | { readonly kind: 'rateLimit'; readonly retryAfterSeconds?: number; readonly withHeaders: boolean }
  /** The socket closes before the request had an effect. */
  | { readonly kind: 'drop' }
  /** The request took effect, and the socket closes before the answer. */
  | { readonly kind: 'dropAfter' }
  | { readonly kind: 'statusAfter'; readonly status: number }
  /** The answer comes `ms` real milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Lists show the account as it was `ms` simulated milliseconds ago. */
  | { readonly kind: 'staleList'; readonly ms: number }
  /** Half of the body, then the socket closes. */
  | { readonly kind: 'truncate' }
  /** A delete answers 200 with an error in its body, and deletes nothing. */
  | { readonly kind: 'deleteError'; readonly message: string }
  /** 403 in the shape of the plane. */
  | { readonly kind: 'unreadable' };

export interface Fault {
  readonly match: { readonly plane?: Plane; readonly method?: string; readonly path?: RegExp };
  /** How often it strikes; default: always. */
  readonly times?: number;
  /** How likely it strikes a matching request, 0 to 1; default 1. */
  readonly probability?: number;
  readonly effect: FaultEffect;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
}

export interface FaultBox extends Faults {
  /** The effect that strikes this request, if any. Counts it as used. */
  strike(plane: Plane, method: string, path: string): FaultEffect | undefined;
}

/** An empty set of faults; the first one that matches a request strikes it. */
export function createFaults(random: Random): FaultBox {
  let active: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      active.push({ fault, left: fault.times ?? Infinity });
    },
    clear() {
      active = [];
    },
    strike(plane, method, path) {
      const found = active.find(({ fault, left }) => left > 0 && matches(fault, plane, method, path) && luck(fault, random));
      if (found === undefined) return undefined;
      found.left--;
      return found.fault.effect;
    },
  };
}

function matches({ match }: Fault, plane: Plane, method: string, path: string): boolean {
  if (match.plane !== undefined && match.plane !== plane) return false;
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  return match.path === undefined || new RegExp(match.path.source, match.path.flags.replace(/[gy]/g, '')).test(path);
}

function luck(fault: Fault, random: Random): boolean {
  return fault.probability === undefined || random.next() < fault.probability;
}
