import { stageNames } from '../core/verification.js';
import type { VerifyReport } from '../core/verification.js';
import { plural } from './printable.js';

/**
 * The last line of every output of `reconcile verify`, stable, for people and for scripts:
 *
 *     Proven: rows of 6 tables arrive.
 *     Not proven: 2 of 6 tables, at connector (1), rows (1).
 *     Not proven: nothing could be looked at.
 */
export function verifySentence({ targets, proven }: VerifyReport): string {
  const tables = targets.flatMap((target) => target.pipelines.flatMap((pipeline) => pipeline.tables));
  if (tables.length === 0) return 'Not proven: nothing could be looked at.';
  const stopped = tables.flatMap(({ stopsAt }) => (stopsAt === undefined ? [] : [stopsAt]));
  if (proven) return `Proven: rows of ${plural(tables.length, 'table')} arrive.`;
  if (stopped.length === 0) return `Not proven: rows of ${plural(tables.length, 'table')} arrive, and part of the account could not be read.`;
  const places = stageNames.flatMap((stage) => {
    const count = stopped.filter((one) => one === stage).length;
    return count === 0 ? [] : [`${stage} (${count})`];
  });
  return `Not proven: ${stopped.length} of ${plural(tables.length, 'table')}, at ${places.join(', ')}.`;
}
