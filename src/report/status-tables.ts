import type { ComponentStatus, PipelineStatus } from '../core/pipeline-status.js';
import { cut, printable } from './printable.js';

/** Rows of cells, the first row being the header. Cells are safe to print. */
export interface StatusTables {
  readonly components: readonly (readonly string[])[];
  /** Healthy parts that are not listed. */
  readonly hidden: number;
  readonly tables: readonly (readonly string[])[];
  /** What unhealthy parts say about themselves. */
  readonly troubles: readonly string[];
  /** Known failures among them, with all that there is to do; each once, however many parts show it. */
  readonly remedies: readonly Remedies[];
}

export interface Remedies {
  /** `CDC7101: The replication slot is in use by somebody else`. */
  readonly title: string;
  readonly steps: readonly string[];
}

/** Kinds that come and go with another: shown only when something is wrong with them. */
const quietKinds: ReadonlySet<string> = new Set(['source-topic', 'target-topic', 'subject', 'subject-config']);
/** A pipeline of fifty tables has 150 parts; beyond this many rows only those that are not healthy are listed. */
const MAX_ROWS = 40;

/** The summary that ends a run: every part by its name and id there, and each table's way from source to target. */
export function statusTables(status: PipelineStatus): StatusTables {
  const known = status.components.filter((component) => !quietKinds.has(component.kind) || component.health !== 'healthy');
  const shown = known.length <= MAX_ROWS ? known : known.filter((component) => component.table === undefined || component.health !== 'healthy');
  return {
    components: [['component', 'name', 'id', 'state', 'health'], ...shown.map(componentRow)],
    hidden: known.length - shown.length,
    tables: [
      ['from', 'source topic', 'target', 'health'],
      ...status.tables.map((table) => [table.from, table.sourceTopic ?? '-', table.target ?? '-', table.health].map(printable)),
    ],
    troubles: troublesOf(status),
    remedies: remediesOf(status),
  };
}

const MAX_TROUBLE = 300;

/** One phrase per part that is there and not well: of a trace its first line, and what a known failure is called and asks for. */
export function troublesOf(status: PipelineStatus): string[] {
  return status.components
    .filter((component) => component.health === 'degraded' || component.health === 'paused' || component.signature !== undefined)
    .map(({ kind, name, state, detail, signature }) => {
      const reason = detail?.trim().split(/[\r\n]/)[0];
      const trouble = cut(printable(`${kind} ${name} is ${state}${reason === undefined || reason === '' ? '' : `: ${reason}`}`), MAX_TROUBLE);
      return signature === undefined ? trouble : `${trouble} [${signature.code}: ${signature.title}. ${printable(signature.fix[0] ?? '')}]`;
    });
}

function remediesOf({ components }: PipelineStatus): Remedies[] {
  const found = new Map(components.flatMap(({ signature }) => (signature === undefined ? [] : [[signature.code, signature]])));
  return [...found.values()].map(({ code, title, fix }) => ({ title: `${code}: ${title}`, steps: fix.map(printable) }));
}

function componentRow({ kind, name, remoteId, state, health }: ComponentStatus): string[] {
  const id = remoteId === undefined || remoteId === name ? '-' : remoteId;
  return [kind, name, id, state, health].map(printable);
}

/** Rows in aligned columns. `paint` gets the padded cell, so colours do not disturb the widths. */
export function alignRows(rows: readonly (readonly string[])[], paint: (cell: string, column: number, row: number) => string = (cell) => cell): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row, at) =>
    row.map((cell, column) => paint(column === row.length - 1 ? cell : cell + ' '.repeat(widths[column]! - [...cell].length), column, at)).join('  '),
  );
}
