import { desiredOf } from '../known-kinds.js';
import type { Guard } from './guard.js';

/** Tableflow takes target topics, never one that a connector fills with change events (semantics.md 4.2 item 2). */
export const tableflowOnSource: Guard = {
  name: 'tableflow-on-source',
  codes: ['CDC5201'],
  check: ({ desired, pipelines }) => {
    const sources = new Map(pipelines.flatMap(({ pipeline, topics, capture }) => (capture === undefined ? [] : topics).map((topic) => [topic, pipeline] as const)));
    return desiredOf('tableflow-topic', desired).flatMap(({ resource, spec }) => {
      const reader = sources.get(spec.topic);
      if (reader === undefined) return [];
      return [{
        code: 'CDC5201',
        severity: 'error',
        summary: `Tableflow would materialise ${spec.topic}, which is a source topic of pipeline ${reader}`,
        detail: 'It holds change events, not rows.',
        fix: 'Give the table another name under "to", so that Tableflow takes the topic that the decode statement fills.',
        address: resource.address,
        range: resource.origin,
      }];
    });
  },
};
