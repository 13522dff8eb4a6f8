import { formatSpan } from './duration.js';
import { cut, plural, printable } from './printable.js';

type Spec = Readonly<Record<string, unknown>>;

/** What makes one new resource of a kind different from the next, in a phrase. Kinds without an entry speak by their name. */
const phrases: Readonly<Record<string, (spec: Spec) => readonly (string | undefined)[]>> = {
  'compute-pool': (spec) => [join(spec['cloud'], spec['region']), suffixed('up to ', spec['maxCfu'], ' CFU')],
  connector: (spec) => {
    const config = recordOf(spec['config']);
    const tasks = Number(config['tasks.max']);
    return [text(config['connector.class']), text(config['output.data.format']), Number.isInteger(tasks) ? plural(tasks, 'task') : undefined, spec['state'] === 'paused' ? 'paused' : undefined];
  },
  'registered-schema': (spec) => [`JSON Schema, ${text(spec['text'])?.length ?? 0} characters`],
  'subject-config': (spec) => [text(spec['compatibility'])],
  'target-table': (spec) => {
    const key = listOf(spec['primaryKey']);
    return [
      plural(Object.keys(recordOf(spec['columns'])).length, 'column'),
      key.length === 0 ? 'no key' : `key ${key.join(', ')}`,
      text(spec['changelogMode']),
      suffixed('', spec['buckets'], ' buckets'),
    ];
  },
  'decode-statement': (spec) => [suffixed('', text(spec['sourceTopic']), ` → ${text(spec['targetTable']) ?? '?'}`), spec['state'] === 'stopped' ? 'stopped' : undefined],
  'tableflow-topic': (spec) => {
    const span = formatSpan(Number(spec['retentionMs']));
    return [listOf(spec['formats']).join(' + '), text(recordOf(spec['storage'])['kind']), span === undefined ? undefined : `snapshots kept ${span}`];
  },
};

/** A phrase of at most `max` characters for a resource that is created; `undefined` when its name says it all. */
export function tellingPhrase(kind: string, spec: object, max = 80): string | undefined {
  const parts = (phrases[kind]?.(spec as Spec) ?? []).filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : cut(printable(parts.join(', ')), max);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function join(...values: readonly unknown[]): string | undefined {
  const parts = values.map(text).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function suffixed(before: string, value: unknown, after: string): string | undefined {
  const shown = text(value);
  return shown === undefined ? undefined : `${before}${shown}${after}`;
}

function recordOf(value: unknown): Spec {
  return typeof value === 'object' && value !== null ? (value as Spec) : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
