import type { BlueprintTopic, Source, SourceInput, SourceProblem } from '../../core/source.js';
import { topicFiles, topicSchema } from './block.js';
import type { GivenSchema, TopicBlock, TopicSettings } from './block.js';

const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;

/** Topics that are there already: filled by applications, by connectors of somebody else, or by another pipeline. */
export const topic: Source<TopicBlock> = {
  name: 'topic',
  title: 'Existing topics',
  tableNotation: 'topic',
  blockSchema: topicSchema,
  secretKeys: [],
  fileKeys: topicFiles,
  severalTablesPerTopic: true,
  check,
  expand: (input) => ({ topics: [...new Set(input.tables)].map((name) => topicOf(name, input)) }),
};

function topicOf(name: string, { block }: SourceInput<TopicBlock>): BlueprintTopic {
  const settings = settingsOf(name, block);
  const text = settings.schema === undefined ? undefined : textOf(settings.schema);
  return { table: name, topic: name, style: settings.read === 'raw' ? 'raw' : 'columns', ...(text === undefined ? {} : { schema: text }) };
}

function settingsOf(name: string, { topics = {} }: TopicBlock): TopicSettings {
  return Object.hasOwn(topics, name) ? topics[name]! : {};
}

function textOf(schema: GivenSchema): string | undefined {
  return 'inline' in schema ? JSON.stringify(schema.inline) : schema.text;
}

function check({ block, tables }: SourceInput<TopicBlock>): SourceProblem[] {
  return [...tables.flatMap(checkName), ...Object.keys(block.topics ?? {}).flatMap((name) => checkSettings(name, block, tables))];
}

function checkName(name: string, i: number): SourceProblem[] {
  if (TOPIC_NAME.test(name) && name !== '.' && name !== '..') return [];
  return [{ code: 'CDC2001', path: ['tables', i, 'from'], summary: `${JSON.stringify(name)} is no name of a topic: 1 to 249 letters, digits, dots, underscores and hyphens.` }];
}

function checkSettings(name: string, block: TopicBlock, tables: readonly string[]): SourceProblem[] {
  const path = ['topics', name];
  if (!tables.includes(name)) {
    return [{ code: 'CDC2402', path, summary: `No table reads the topic ${name}.`, fix: `Tables read ${[...new Set(tables)].join(', ')}.` }];
  }
  const { read, schema } = settingsOf(name, block);
  if (schema === undefined) return [];
  if (read === 'raw') {
    return [{ code: 'CDC2104', path: [...path, 'read'], summary: `The topic ${name} is read raw and gets a schema: keep one of the two.`, fix: 'With a registered schema Flink shows columns instead of bytes.' }];
  }
  const text = textOf(schema);
  const reason = text === undefined ? undefined : unusable(text);
  if (reason === undefined) return [];
  const at = 'file' in schema ? [...path, 'schema', 'file'] : [...path, 'schema'];
  return [{ code: 'CDC2407', path: at, summary: `The schema of ${name} cannot be used: ${reason}.`, fix: 'Write a JSON Schema of type object with "properties"; those that the tables need are enough.' }];
}

/** What Flink cannot make columns of. */
function unusable(text: string): string | undefined {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return 'it is no JSON object';
  const { type, properties, oneOf } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(oneOf)) return undefined;
  if (type !== undefined && type !== 'object') return `its type is ${JSON.stringify(type)}, and records are objects`;
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0 ? undefined : 'it has no properties';
}
