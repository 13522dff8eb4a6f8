import type { Diagnostic } from '../../core/diagnostic.js';
import type { TableflowBlock } from '../documents.js';
import type { NodeOrigins, Path } from '../nodes.js';
import { DAY, parseDuration, parseSize } from '../units.js';
import { errorAt, errorAtKey, type PipelineCheck } from './check.js';

interface DurationRule {
  /** Milliseconds. */
  readonly minimum: number;
  readonly words: string;
}

const snapshotRetention: DurationRule = { minimum: DAY, words: 'Tableflow keeps snapshots for at least 1d.' };
const rowRetention: DurationRule = { minimum: 30 * DAY, words: 'Tableflow keeps rows for at least 30d; leave dataRetention out to keep them for ever.' };
const topicRetention: DurationRule = { minimum: 0, words: '' };
/** A record may have 8 MB from a connector, 20 MB on dedicated clusters (semantics.md 1.0 item 11). */
const MESSAGE_SIZE = { smallest: 1024, largest: 20 * 1024 ** 2 };

/** Durations and sizes. */
export const checkValues: PipelineCheck = ({ spec, origins }) => {
  const diagnostics: Diagnostic[] = [...checkTableflow(spec.tableflow, ['spec', 'tableflow'], origins)];
  for (const [index, table] of spec.tables.entries()) {
    const path = ['spec', 'tables', index];
    diagnostics.push(...checkTableflow(table.tableflow, [...path, 'tableflow'], origins));
    const { retention, maxMessageSize, cleanupPolicy } = table.options ?? {};
    if (retention !== undefined) diagnostics.push(...checkDuration(retention, [...path, 'options', 'retention'], topicRetention, origins));
    if (retention !== undefined && (cleanupPolicy ?? 'compact') === 'compact') {
      diagnostics.push(errorAtKey(origins, [...path, 'options', 'retention'], {
        code: 'CDC1514',
        summary: 'A compacted topic has no retention.',
        detail: 'It keeps the last record of every key for ever.',
        fix: 'Remove the retention, or choose the cleanupPolicy delete-compact or delete.',
      }));
    }
    if (maxMessageSize !== undefined) diagnostics.push(...checkSize(maxMessageSize, [...path, 'options', 'maxMessageSize'], origins));
  }
  return diagnostics;
};

function checkTableflow(block: TableflowBlock | false | undefined, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  if (!block) return [];
  return [
    ...(block.retention === undefined ? [] : checkDuration(block.retention, [...path, 'retention'], snapshotRetention, origins)),
    ...(block.dataRetention === undefined ? [] : checkDuration(block.dataRetention, [...path, 'dataRetention'], rowRetention, origins)),
  ];
}

function checkDuration(text: string, path: Path, rule: DurationRule, origins: NodeOrigins): readonly Diagnostic[] {
  const duration = parseDuration(text);
  if (duration === undefined) {
    return [errorAt(origins, path, {
      code: 'CDC1501',
      summary: `${JSON.stringify(text.slice(0, 40))} is not a duration.`,
      fix: 'Write a number and a unit (7d, 36h, 90m) or ISO 8601 (P7D, PT36H).',
    })];
  }
  if (duration >= rule.minimum) return [];
  return [errorAt(origins, path, { code: 'CDC1502', summary: `The duration ${text} is too short.`, detail: rule.words, fix: 'Choose a longer duration, or leave the key out.' })];
}

function checkSize(text: string, path: Path, origins: NodeOrigins): readonly Diagnostic[] {
  const size = parseSize(text);
  if (size !== undefined && size >= MESSAGE_SIZE.smallest && size <= MESSAGE_SIZE.largest) return [];
  return [errorAt(origins, path, {
    code: 'CDC1503',
    summary: size === undefined ? `${JSON.stringify(text.slice(0, 40))} is not a size.` : `The size ${text} is outside what a topic takes.`,
    fix: 'Write a number and a unit, between 1kb and 20mb: 8mb, for example.',
  })];
}
