/** A JSON value whose numbers keep their digits, since ids beyond 2^53 are common in CDC data. */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

export interface JsonNumber {
  readonly digits: string;
}

/** Reads JSON text; undefined when it is not JSON. */
export function readJson(text: string): Json | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return readValue({ tokens: text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g) ?? [], index: 0 });
}

interface Reader {
  readonly tokens: readonly string[];
  index: number;
}

/** Reads one value of text that is known to be valid. */
function readValue(reader: Reader): Json {
  const token = reader.tokens[reader.index] ?? 'null';
  reader.index += 1;
  if (token === '{') return new Map(readItems(reader, '}').map((item) => item as [string, Json]));
  if (token === '[') return readItems(reader, ']').map((item) => item[1]);
  if (token.startsWith('"')) return JSON.parse(token) as string;
  if (token === 'null') return null;
  return token === 'true' || token === 'false' ? token === 'true' : { digits: token };
}

function readItems(reader: Reader, close: '}' | ']'): readonly (readonly [string, Json])[] {
  const items: (readonly [string, Json])[] = [];
  while (reader.tokens[reader.index] !== close) {
    if (reader.tokens[reader.index] === ',') reader.index += 1;
    const key = close === '}' ? (readValue(reader) as string) : '';
    if (close === '}') reader.index += 1;
    items.push([key, readValue(reader)]);
  }
  reader.index += 1;
  return items;
}

/** Writes JSON text without blanks; keys in alphabetical order, as Flink's JSON_QUERY does. */
export function writeJson(value: Json): string {
  if (isObject(value)) return `{${[...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`).join(',')}}`;
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  return isNumber(value) ? value.digits : JSON.stringify(value);
}

export function isObject(value: Json): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isNumber(value: Json): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'digits' in value;
}

/** The steps of `$.a.b[0]`, `$['a b']`, with or without `lax` or `strict`; undefined when the path is broken. */
export function readPath(path: string): readonly (string | number)[] | undefined {
  const [, body] = /^\s*(?:(?:lax|strict)\s+)?\$(.*)$/s.exec(path) ?? [];
  if (body === undefined) return undefined;
  const steps: (string | number)[] = [];
  let rest = body.trim();
  while (rest !== '') {
    const step = /^\.([\p{L}\p{N}_$@-]+)|^\.?\[\s*(\d+)\s*\]|^\[\s*'((?:[^'\\]|\\.)*)'\s*\]|^\.?\[?"([^"]*)"\]?/u.exec(rest);
    if (step === null) return undefined;
    steps.push(step[2] === undefined ? (step[1] ?? step[3]?.replace(/\\(.)/g, '$1') ?? step[4] ?? '') : Number(step[2]));
    rest = rest.slice(step[0].length);
  }
  return steps;
}

/** What the path leads to; undefined when nothing is there. */
export function follow(value: Json, steps: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = value;
  for (const step of steps) {
    if (here === undefined) return undefined;
    if (typeof step === 'number') here = isList(here) ? here[step] : undefined;
    else here = isObject(here) ? here.get(step) : undefined;
  }
  return here;
}
