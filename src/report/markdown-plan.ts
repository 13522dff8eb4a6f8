import { assertNever } from '../core/assert-never.js';
import type { ChangeType } from '../core/change.js';
import type { Detail } from './change-details.js';
import type { ChangeView, GroupView } from './plan-view.js';
import { isForcing } from './plan-text.js';
import { cut } from './printable.js';

const MAX_VALUE = 160;

/** What GitHub colours a line of a `diff` block by. */
const signs = { create: '+', delete: '-', update: '!', replace: '!', conflict: '!', blocked: '!', adopt: ' ', appear: ' ', noop: ' ' } as const satisfies Record<ChangeType, string>;

/** The changes of a group as lines of a `diff` block. */
export function diffBlockLines(group: GroupView): string[] {
  return [
    ...group.changes.flatMap(changeLines),
    ...group.appears.map((words) => `     appears: ${words}`),
    ...(group.unchanged > 0 ? [`     ${group.unchanged} unchanged`] : []),
  ];
}

function changeLines(change: ChangeView): string[] {
  const sign = signs[change.type];
  const symbol = change.symbol === sign ? '' : change.symbol;
  const note = change.note === undefined ? '' : `  (${change.note})`;
  return [
    `${sign}${symbol.padEnd(3)} ${change.address}${note}`,
    ...change.details.flatMap((detail) => detailLines(detail, change.type)),
    ...(change.how === undefined ? [] : [`         ${change.how}`]),
  ];
}

function detailLines(detail: Detail, type: ChangeType): string[] {
  const heading = `         ${detail.path}${isForcing(detail, type) ? ' is immutable' : ''}`;
  switch (detail.type) {
    case 'secret':
      return [`${heading}: (secret, will be sent)`];
    case 'value':
      return [`${heading}: ${cut(detail.before, MAX_VALUE)} → ${cut(detail.after, MAX_VALUE)}`];
    case 'lines':
      return [
        `${heading}:`,
        ...detail.lines.map(({ sign, text }) => `${sign}          ${cut(text, MAX_VALUE)}`),
        ...(detail.more > 0 ? [`           … ${detail.more} more`] : []),
      ];
    default:
      return assertNever(detail);
  }
}

/** `1 create, 2 replace`: what a group does, for its heading. */
export function groupCounts(group: GroupView): string {
  const order = ['create', 'update', 'replace', 'delete', 'adopt', 'conflict', 'blocked'] as const satisfies readonly ChangeType[];
  const counts = order.map((type) => [type, group.changes.filter((change) => change.type === type).length] as const);
  return counts.filter(([, count]) => count > 0).map(([type, count]) => `${count} ${type}`).join(', ') || 'waits for what others make';
}
