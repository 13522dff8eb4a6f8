import type { Diagnostic } from '../../core/diagnostic.js';
import { targetNameOf } from '../defaults.js';
import type { NodeOrigins } from '../nodes.js';
import { errorAt, type PipelineCheck } from './check.js';

const DOCUMENT_NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;
const TOPIC_PREFIX = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
/** The Connect API's own limit (semantics.md 1.0 item 2). */
const CONNECTOR_NAME_LENGTH = 64;

/** A document's name becomes part of resource names and file names. */
export function checkDocumentName(name: string, origins: NodeOrigins): readonly Diagnostic[] {
  if (DOCUMENT_NAME.test(name)) return [];
  const near = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 63).replace(/-+$/, '');
  return [errorAt(origins, ['metadata', 'name'], {
    code: 'CDC1504',
    summary: `"${shorten(name)}" is not usable as a name.`,
    detail: 'A name has lower case letters, digits and dashes, starts with a letter, ends with a letter or digit, and has at most 63 characters.',
    fix: near ? `Write ${near}, for example.` : 'Choose another name.',
  })];
}

/** Why a text is not a topic name; nothing when it is one. */
function topicNameProblem(name: string): string | undefined {
  if (name.length > 249) return `It has ${name.length} characters; a topic name has at most 249.`;
  if (name === '.' || name === '..') return 'Kafka reserves "." and "..".';
  if (!TOPIC_NAME.test(name)) return 'A topic name has letters, digits, ".", "_" and "-" only.';
  return undefined;
}

/** Names that the pipeline gives to its connector, its topics and its tables. */
export const checkNames: PipelineCheck = ({ name, spec, origins }) => {
  const diagnostics: Diagnostic[] = [];
  // A name that comes from the pipeline's is judged there.
  const connector = spec.connector?.name;
  if (connector !== undefined && (connector.length > CONNECTOR_NAME_LENGTH || !/^[A-Za-z0-9][A-Za-z0-9._ -]*$/.test(connector))) {
    diagnostics.push(errorAt(origins, ['spec', 'connector', 'name'], {
      code: 'CDC1505',
      summary: `"${shorten(connector)}" is not usable as a connector name.`,
      detail: `A connector name has letters, digits, ".", "_" and "-", and at most ${CONNECTOR_NAME_LENGTH} characters; this one has ${connector.length}.`,
      fix: 'Give another name under spec.connector.name.',
    }));
  }
  const prefix = spec.topicPrefix;
  if (prefix !== undefined && !TOPIC_PREFIX.test(prefix)) {
    diagnostics.push(errorAt(origins, ['spec', 'topicPrefix'], {
      code: 'CDC1507',
      summary: `"${shorten(prefix)}" is not usable as a topic prefix.`,
      detail: 'A prefix has letters, digits, "-", "_" and ".", starts with a letter or digit and does not end with a dot.',
      fix: 'Choose another prefix.',
    }));
  }
  for (const [index, table] of spec.tables.entries()) {
    const topic = targetNameOf(table, name);
    const problem = topicNameProblem(topic);
    if (!problem) continue;
    diagnostics.push(errorAt(origins, ['spec', 'tables', index, table.to === undefined ? 'from' : 'to'], {
      code: 'CDC1506',
      summary: `"${shorten(topic)}" is not usable as a topic name.`,
      detail: problem,
      fix: table.to === undefined ? 'Give the target a name under "to".' : 'Choose another name.',
    }));
  }
  return [...diagnostics, ...checkLogTopics(spec, origins)];
};

function checkLogTopics(spec: Parameters<PipelineCheck>[0]['spec'], origins: NodeOrigins): readonly Diagnostic[] {
  const blocks = [
    { block: spec.tableflow, path: ['spec', 'tableflow'] },
    ...spec.tables.map((table, index) => ({ block: table.tableflow, path: ['spec', 'tables', index, 'tableflow'] })),
  ];
  return blocks.flatMap(({ block, path }) => {
    const failure = block ? block.onRecordFailure : undefined;
    const problem = typeof failure === 'object' ? topicNameProblem(failure.log) : undefined;
    if (!problem) return [];
    return [errorAt(origins, [...path, 'onRecordFailure', 'log'], { code: 'CDC1506', summary: 'The log topic has no usable name.', detail: problem, fix: 'Choose another name.' })];
  });
}

function shorten(name: string): string {
  return name.length > 70 ? `${name.slice(0, 67)}…` : name;
}
