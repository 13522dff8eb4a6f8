import { ApiFailure } from './answer.js';
import type { ApiRequest } from './answer.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The request's body as an object. Throws a 400 when it is none. */
export function objectBody(request: ApiRequest): JsonObject {
  const { body } = request;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new ApiFailure(400, 'the request body must be a JSON object');
  return body as JsonObject;
}

/** A member that is an object, or an empty object. */
export function objectOf(value: unknown): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A member that must be a non-empty text. Throws a 400 that points at it. */
export function requiredText(body: JsonObject, name: string, pointer: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new ApiFailure(400, `${name} is required`, { pointer: `${pointer}/${name}` });
  return value;
}

export function optionalText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** A flat map of texts. Throws a 400 when a value is anything else (confluent-api.md 3: every value must be a string). */
export function textMap(value: unknown, what: string): Readonly<Record<string, string>> {
  const map = objectOf(value);
  for (const [name, inner] of Object.entries(map)) {
    if (typeof inner !== 'string') throw new ApiFailure(400, `${what}: the value of '${name}' must be a string`);
  }
  return map as Readonly<Record<string, string>>;
}
