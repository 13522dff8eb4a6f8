import type { JsonSchema } from '../../core/source.js';
import { block, choice, text } from '../schema.js';

export interface TopicBlock {
  /** By the topic's name; a topic that is not named is read by its registered schema. */
  readonly topics?: Readonly<Record<string, TopicSettings>>;
}

export interface TopicSettings {
  readonly read?: 'registered' | 'raw';
  readonly schema?: GivenSchema;
}

/** A JSON Schema: written in the document, or in a file beside it, whose text the loader adds. */
export type GivenSchema = { readonly inline: JsonSchema } | { readonly file: string; readonly text?: string };

/** Keys of the block that name files, whose texts are put beside them: `*` stands for any key. */
export const topicFiles = ['topics.*.schema.file'] as const;

const settings: JsonSchema = block('How one topic is read.', {
  read: choice('registered: by the schemas of its subjects; raw: as bytes that hold JSON, of which "path" of each column takes a part.', ['registered', 'raw'], 'registered'),
  schema: {
    ...block('A JSON Schema to register for the values, when there is none. The properties that the tables need are enough; the records must be JSON.', {
      inline: { type: 'object', description: 'The schema itself.', minProperties: 1, examples: [{ type: 'object', properties: { id: { type: 'string' } } }] },
      file: text('A file with the schema, relative to this document.', { examples: ['clicks.schema.json'] }),
    }),
    minProperties: 1,
    maxProperties: 1,
    examples: [{ file: 'clicks.schema.json' }],
  },
});

export const topicSchema: JsonSchema = block('Topics that exist already. No connector is made; topics are never created or deleted.', {
  topics: {
    type: 'object',
    description: 'Settings of single topics, by name. Needed only for topics without a registered schema.',
    additionalProperties: settings,
    examples: [{ 'web.clicks': { read: 'raw' } }],
  },
});
