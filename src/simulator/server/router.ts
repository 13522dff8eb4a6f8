import type { ApiRequest, ApiResponse } from './answer.js';
import { planeOf } from './planes.js';
import type { Plane } from './planes.js';

export type Handler = (request: ApiRequest) => ApiResponse;

export interface Route {
  readonly plane: Plane;
  readonly method: string;
  /** `/org/v2/environments/{id}`: a segment in braces is a parameter, others are literal. */
  readonly template: string;
  /** Whether the operation changes the account. */
  readonly write: boolean;
  readonly handle: Handler;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Routes of one API area. A GET reads; any other method writes unless `reads` says otherwise. */
export function routes(table: Readonly<Record<string, Handler>>, reads: readonly string[] = []): readonly Route[] {
  return Object.entries(table).map(([line, handle]) => {
    const [method = '', template = ''] = line.split(' ');
    return { plane: planeOf(template), method, template, write: method !== 'GET' && !reads.includes(line), handle };
  });
}

/** A function that finds the route of a request; literal segments win over parameters. */
export function createRouter(all: readonly Route[]): (method: string, path: string) => Match | undefined {
  const table = all.map((route) => ({ route, segments: route.template.split('/') }));
  return (method, path) => {
    const wanted = path.split('/');
    let best: { match: Match; literals: number } | undefined;
    for (const { route, segments } of table) {
      if (route.method !== method || segments.length !== wanted.length) continue;
      const fit = fitSegments(segments, wanted);
      if (fit !== undefined && fit.literals > (best?.literals ?? -1)) best = { match: { route, params: fit.params }, literals: fit.literals };
    }
    return best?.match;
  };
}

function fitSegments(segments: readonly string[], wanted: readonly string[]): { params: Record<string, string>; literals: number } | undefined {
  const params: Record<string, string> = {};
  let literals = 0;
  for (const [index, segment] of segments.entries()) {
    const actual = wanted[index] ?? '';
    if (segment.startsWith('{') && segment.endsWith('}')) {
      if (actual === '') return undefined;
      params[segment.slice(1, -1)] = decodeSegment(actual);
    } else if (segment === actual) {
      literals++;
    } else {
      return undefined;
    }
  }
  return { params, literals };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
