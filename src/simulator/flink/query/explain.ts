import { option } from '../catalog/options.js';
import type { Insert, Query, Statement } from '../syntax/ast.js';
import { planQuery } from './plan.js';
import type { Session } from './session.js';

/** The text of EXPLAIN: sources, stateful operators and warnings of the statement inside. `check` refuses what would not run (semantics.md 3.4). */
export function explain(statement: Statement, session: Session, check: (statement: Statement) => void): string {
  check(statement);
  const queries = queriesOf(statement);
  return ['== Physical Plan ==', ...queries.flatMap(({ sink, query }) => [...(sink === undefined ? [] : [`StreamSink [sink=${sink}]`]), ...describe(query, session)])].join('\n');
}

function queriesOf(statement: Statement): readonly { readonly sink?: string; readonly query: Query }[] {
  const ofInsert = ({ sink, query }: Insert): { readonly sink: string; readonly query: Query } => ({ sink: sink.join('.'), query });
  switch (statement.kind) {
    case 'insert': return [ofInsert(statement)];
    case 'statementSet': return statement.inserts.map(ofInsert);
    case 'query': return [{ query: statement.query }];
    default: return [];
  }
}

function describe(query: Query, session: Session): readonly string[] {
  if (query.kind === 'select' && (query.limit !== undefined || query.distinct || query.items.some((item) => item.expression.kind === 'count'))) return ['  +- StreamGlobal'];
  const plan = planQuery(query, session);
  return plan.branches.flatMap((branch) => {
    if (branch.source === undefined) return ['  +- StreamValues'];
    const { table } = branch.source;
    const mode = option(table.options, 'changelog.mode');
    const key = plan.upsertKey?.map((index) => plan.columns[index]?.name ?? '').join(', ') ?? 'none';
    return ['  +- StreamCalc', `    upsert key: (${key})`, ...(mode === 'upsert' ? ['    +- StreamChangelogNormalize'] : []), `      +- StreamTableSourceScan [table=${table.name}, changelog mode=${mode}]`];
  });
}
