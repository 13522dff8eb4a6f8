import type { SimClock } from '../clock.js';
import type { Conditions, TrafficCounter } from '../conditions.js';
import type { Fault, Faults } from '../faults.js';
import type { Journal } from '../journal.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiResponse } from '../server/answer.js';
import { objectOf } from '../server/body.js';
import { parseBody } from '../server/http.js';
import type { RawRequest } from '../server/http.js';
import { PLANES } from '../server/planes.js';
import type { Control } from './control.js';

/** What the control surface under `/simulator` reaches. */
export interface ControlSurface {
  readonly describe: () => unknown;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly clock: SimClock;
  readonly control: Control;
  readonly traffic: TrafficCounter;
  readonly setConditions: (changes: Partial<Conditions>) => Conditions;
}

/** Answers one request to the control surface: not an API plane, no credential, not in the journal. */
export function answerControl(surface: ControlSurface, request: RawRequest): ApiResponse {
  try {
    const path = new URL(request.target, 'http://simulator').pathname.replace(/\/$/, '');
    return route(surface, `${request.method} ${path}`, objectOf(parseBody(request.text, request.headers['content-type'])));
  } catch (error) {
    const status = error instanceof ApiFailure ? error.status : 400;
    return { status, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

function route(surface: ControlSurface, line: string, body: Readonly<Record<string, unknown>>): ApiResponse {
  switch (line) {
    case 'GET /simulator':
      return { status: 200, body: surface.describe() };
    case 'GET /simulator/journal':
      return { status: 200, body: surface.journal.timeline() };
    case 'GET /simulator/events':
      return { status: 200, body: surface.journal.events() };
    case 'DELETE /simulator/journal':
      surface.journal.clear();
      return { status: 204 };
    case 'POST /simulator/faults':
      surface.faults.add(readFault(body));
      return { status: 201, body: {} };
    case 'DELETE /simulator/faults':
      surface.faults.clear();
      return { status: 204 };
    case 'GET /simulator/snapshot':
      return { status: 200, body: surface.control.snapshot() };
    case 'GET /simulator/invariants':
      return { status: 200, body: surface.control.invariants() };
    case 'GET /simulator/clock':
      return { status: 200, body: { now: surface.clock.now(), speed: surface.clock.speed } };
    case 'POST /simulator/clock':
      if (typeof body['speed'] === 'number') surface.clock.setSpeed(body['speed']);
      surface.clock.advance(Number(body['advanceMs'] ?? 0));
      return { status: 200, body: { now: surface.clock.now(), speed: surface.clock.speed } };
    case 'PUT /simulator/conditions':
      return { status: 200, body: surface.setConditions(readConditions(body)) };
    case 'GET /simulator/traffic':
      return { status: 200, body: surface.traffic.snapshot() };
    case 'DELETE /simulator/traffic':
      surface.traffic.clear();
      return { status: 204 };
    case 'POST /simulator/control':
      return { status: 200, body: { result: act(surface.control, body) ?? null } };
    default:
      throw new ApiFailure(404, `the control surface has no ${line}`);
  }
}

/** `{ latencyMs, limits: { flink: { perSecond, headers } } }`; what is not given stays. `limits` are given whole. */
function readConditions(body: Readonly<Record<string, unknown>>): Partial<Conditions> {
  const { latencyMs, limits } = body;
  if (latencyMs !== undefined && typeof latencyMs !== 'number') throw new ApiFailure(400, 'latencyMs must be a number');
  for (const [plane, limit] of Object.entries(objectOf(limits))) {
    const { perSecond, headers } = objectOf(limit);
    if (!isPlane(plane)) throw new ApiFailure(400, `there is no plane '${plane}'; there are ${PLANES.join(', ')}`);
    if (typeof perSecond !== 'number' || typeof headers !== 'boolean') throw new ApiFailure(400, `the limit of ${plane} needs perSecond and headers`);
  }
  return { ...(latencyMs === undefined ? {} : { latencyMs }), ...(limits === undefined ? {} : { limits: limits as Conditions['limits'] }) };
}

function isPlane(name: string): boolean {
  return (PLANES as readonly string[]).includes(name);
}

/** A fault as JSON: `match.path` is the source of a regular expression. */
function readFault(body: Readonly<Record<string, unknown>>): Fault {
  const match = objectOf(body['match']);
  const effect = objectOf(body['effect']);
  if (typeof effect['kind'] !== 'string') throw new ApiFailure(400, 'a fault needs effect.kind');
  const path = typeof match['path'] === 'string' ? { path: new RegExp(match['path']) } : {};
  return { ...(body as unknown as Fault), match: { ...(match as Fault['match']), ...path } };
}

/** `{ action: 'writeRow', arguments: [...] }`: calls the control's method of that name. */
function act(control: Control, body: Readonly<Record<string, unknown>>): unknown {
  const action = String(body['action']);
  if (!Object.hasOwn(control, action)) throw new ApiFailure(400, `unknown action '${action}'; there are ${Object.keys(control).join(', ')}`);
  const run = control[action as keyof Control] as (...parameters: readonly unknown[]) => unknown;
  return run(...(Array.isArray(body['arguments']) ? (body['arguments'] as readonly unknown[]) : []));
}
