import type { Preflight } from '../../src/core/preflight.js';
import type { Severity } from '../../src/core/diagnostic.js';
import { codes } from '../../src/core/codes/index.js';
import { code, prose, table } from './markdown.js';

const severities = { error: 'must', warning: 'should', info: 'good to know' } as const satisfies Record<Severity, string>;
const order: readonly Severity[] = ['error', 'warning', 'info'];

/** The prerequisites: what preflight checks, what must be before what should; checks with one reason share a row. */
export function renderChecks({ checks }: Preflight): string[] {
  const rows = order.flatMap((severity) => {
    const own = checks.filter((check) => check.severity === severity);
    return [...new Set(own.map((check) => check.code))].map((diagnostic) => {
      const same = own.filter((check) => check.code === diagnostic);
      const whats = same.map(({ title }) => `${prose(title)}.`).join(' ');
      return [severities[severity], whats, prose(codes[diagnostic].why), same.map(({ id }) => code(id)).join(', '), code(diagnostic)];
    });
  });
  return table(['', 'what', 'why', 'checks', 'code'], rows);
}
