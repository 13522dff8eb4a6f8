import type { PreflightCheck, Remedy, Verdict } from '../../core/preflight.js';
import { ok, problem, unknown } from '../../core/preflight.js';
import { textAt } from '../preflight.js';
import { offsetText } from '../stored-position.js';
import type { MySqlBlock } from './block.js';

type Check = PreflightCheck<MySqlBlock>;
type Answers = Parameters<Check['evaluate']>[0];

const again: readonly Remedy[] = [
  { type: 'document', text: 'Set "snapshot: when_needed": the connector then takes a new snapshot by itself. Rows that were deleted meanwhile stay in the target.' },
  { type: 'document', text: 'Or rebuild the pipeline, which takes a new snapshot into new tables.' },
];

/**
 * A connector resumes where it stood: in a file of the binary log, or after a set of transactions (semantics.md 1.3 item 11). What
 * the server has purged since is only to be had by a new snapshot.
 */
const position: Check = {
  id: 'binlog-position',
  title: 'The binary log reaches back to where the connector stands',
  code: 'CDC8019',
  severity: 'error',
  when: ({ offsets }) => offsets !== undefined,
  queries: ({ offsets = [] }) => {
    const gtids = offsets.map((one) => offsetText(one, 'gtids')).find((set) => set !== '');
    return {
      logs: { text: 'SHOW BINARY LOGS', optional: true },
      ...(gtids === undefined ? {} : { purged: { text: 'SELECT @@GLOBAL.gtid_purged AS purged, GTID_SUBSET(@@GLOBAL.gtid_purged, ?) AS seen', parameters: [gtids], optional: true as const } }),
    };
  },
  evaluate: (answers, { offsets = [] }): readonly Verdict[] => {
    const stored = offsets.find((one) => offsetText(one, 'file') !== '');
    if (stored === undefined) return [ok('the connector has stored no position yet')];
    // With transaction ids the file does not matter: after a failover its name is another one.
    return [offsetText(stored, 'gtids') === '' ? byFile(offsetText(stored, 'file'), answers) : byTransactions(answers)];
  },
};

function byTransactions(answers: Answers): Verdict {
  const row = answers['purged']?.[0];
  if (row === undefined) return unknown('could not check: the user may not see gtid_purged', { severity: 'warning' });
  if (Number(row['seen']) === 1) return ok('it has seen every transaction that was purged');
  return problem(`the server has purged transactions that the connector has not seen: ${shortened(textAt(row, 'purged'))}`, { remedies: again });
}

function byFile(file: string, answers: Answers): Verdict {
  const files = (answers['logs'] ?? []).map((row) => textAt(row, 'log_name'));
  if (files.length === 0) return unknown('could not check: the user may not call SHOW BINARY LOGS', { severity: 'warning' });
  if (files.includes(file)) return ok(`it stands in ${file}, the oldest file is ${files[0]}`);
  return problem(`it stands in ${file}, which is gone: the oldest file is ${files[0]}`, { remedies: again });
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}...` : line;
}

export const positionChecks: readonly Check[] = [position];
