import type { BlueprintTopic, SourceProblem } from '../core/source.js';

/** Kafka's limit, also that of a DynamoDB table's topic. */
const MAX_TOPIC_LENGTH = 249;
/** The connectors warn above it (semantics.md 1.1, guardrail). */
const MANY_TABLES = 100;

/** The parts of a dotted name. */
export function partsOf(table: string): readonly string[] {
  return table.split('.');
}

/** A regular expression that matches the name and nothing else: an unescaped dot would match any character (semantics.md 1.1). */
export function exactly(name: string): string {
  return name.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** An include list of the connector. */
export function exactList(names: readonly string[]): string {
  return [...new Set(names)].map(exactly).join(',');
}

/** The parts joined with dots; what a topic name cannot hold becomes an underscore, as the connectors do it. */
export function topicOf(...parts: readonly string[]): string {
  return parts.join('.').replace(/[^A-Za-z0-9._-]/g, '_');
}

/** Whether the name has this many parts, none empty, all within the limit, and none that an include list cannot carry. */
export function checkNotation(
  table: string,
  index: number,
  rule: { readonly parts: number; readonly notation: string; readonly maxPartLength: number },
): SourceProblem[] {
  const path = ['tables', index, 'from'] as const;
  const parts = partsOf(table);
  if (parts.length !== rule.parts || parts.some((part) => part === '')) {
    return [{ code: 'CDC2001', path, summary: `${JSON.stringify(table)} is not written as ${rule.notation}.`, fix: `Write the table as ${rule.notation}.` }];
  }
   
  if (/[,"`\\\u0000-\u001f\u007f]/.test(table) || table.trim() !== table) {
    return [{ code: 'CDC2002', path, summary: `The table name ${JSON.stringify(table)} has characters that an include list cannot carry.` }];
  }
  const long = parts.find((part) => part.length > rule.maxPartLength);
  if (long === undefined) return [];
  return [{ code: 'CDC2103', path, summary: `The name ${JSON.stringify(long)} is longer than the ${rule.maxPartLength} characters that the database takes.` }];
}

/** What only shows when all tables are seen together: repetitions, topics that collide or are too long, their number. */
export function checkTopics(topics: readonly BlueprintTopic[]): SourceProblem[] {
  const problems: SourceProblem[] = [];
  const byTopic = new Map<string, string>();
  for (const [i, { table, topic }] of topics.entries()) {
    const path = ['tables', i, 'from'] as const;
    const other = byTopic.get(topic);
    if (other === table) problems.push({ code: 'CDC2006', path, summary: `The table ${table} is listed twice.` });
    else if (other !== undefined) problems.push({ code: 'CDC2003', path, summary: `The tables ${other} and ${table} would both fill the topic ${topic}.` });
    else byTopic.set(topic, table);
    if (topic.length > MAX_TOPIC_LENGTH) {
      problems.push({ code: 'CDC2004', path, summary: `The topic name ${topic} has ${topic.length} characters, ${MAX_TOPIC_LENGTH} are the limit.` });
    }
  }
  if (topics.length > MANY_TABLES) {
    problems.push({ code: 'CDC2007', severity: 'warning', path: ['tables'], summary: `One connector captures ${topics.length} tables.` });
  }
  return problems;
}
