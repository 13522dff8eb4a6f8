import { sourceInputOf } from '../expand/connector.js';
import { errorAt, type PipelineCheck } from './check.js';

/**
 * An append table takes no updates and deletes, and Flink refuses an INSERT that could make some (semantics.md 3.5 item 2).
 * Every connector's topics make them, but DynamoDB's, whose change events arrive undecoded, one row each. What a topic makes
 * that is there already is known from its schema.
 */
export const checkChangelogMode: PipelineCheck = ({ spec, document, target, origins }) => {
  const { source, input } = sourceInputOf(document, target);
  if (source.connector === undefined) return [];
  const { topics } = source.expand(input);
  return spec.tables.flatMap((table, index) => {
    const style = topics.find((topic) => topic.table === table.from)?.style ?? 'columns';
    if (table.options?.changelogMode !== 'append' || style !== 'columns') return [];
    return [
      errorAt(origins, ['spec', 'tables', index, 'options', 'changelogMode'], {
        code: 'CDC2214',
        summary: `An append table cannot take the updates and deletes of ${table.from}.`,
        fix: 'Leave changelogMode out: "upsert" keeps one row for each key.',
      }),
    ];
  });
};
