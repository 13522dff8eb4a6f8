import { errorAt, type PipelineCheck } from './check.js';

/**
 * An append table takes no updates and deletes, and Flink refuses an INSERT that could make some (semantics.md 3.5 item 2).
 * Every source makes them, but DynamoDB's, whose change events arrive undecoded, one row each.
 */
export const checkChangelogMode: PipelineCheck = ({ spec, source, origins }) => {
  if (source.sourceStyle === 'dynamodb-document') return [];
  return spec.tables.flatMap((table, index) => {
    if (table.options?.changelogMode !== 'append') return [];
    return [
      errorAt(origins, ['spec', 'tables', index, 'options', 'changelogMode'], {
        code: 'CDC2214',
        summary: `An append table cannot take the updates and deletes of ${table.from}.`,
        fix: 'Leave changelogMode out: "upsert" keeps one row for each key.',
      }),
    ];
  });
};
