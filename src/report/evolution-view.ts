import { assertNever } from '../core/assert-never.js';
import type { EvolutionAction, SchemaEvolution } from '../core/evolution.js';
import { printable } from './printable.js';

/** One changed column of a source, in words; the same for text and Markdown. Safe to print, uncut. */
export interface EvolutionView {
  readonly symbol: '+' | '-' | '~';
  /** `column phone added`. */
  readonly what: string;
  readonly layers: readonly { readonly layer: 'Registry' | 'Flink' | 'Tableflow' | 'Steps'; readonly words: string }[];
  readonly why: string;
}

/** The changed columns of one table's source. */
export interface EvolvedTable {
  /** `shop: public.customers → customers`. */
  readonly title: string;
  readonly columns: readonly EvolutionView[];
}

export function evolvedTables(evolutions: readonly SchemaEvolution[]): EvolvedTable[] {
  const tables = new Map<string, EvolutionView[]>();
  for (const evolution of evolutions) {
    const title = printable(`${evolution.pipeline}: ${evolution.table} → ${evolution.target}`);
    tables.set(title, [...(tables.get(title) ?? []), evolutionView(evolution)]);
  }
  return [...tables].map(([title, columns]) => ({ title, columns }));
}

function evolutionView(evolution: SchemaEvolution): EvolutionView {
  const { action, flink, tableflow, why } = evolution;
  return {
    symbol: symbolOf(evolution),
    what: printable(whatOf(evolution)),
    layers: [
      { layer: 'Registry', words: printable(registryWords(evolution)) },
      { layer: 'Flink', words: flinkWords[flink] },
      { layer: 'Tableflow', words: action === 'tableChain' && tableflow !== 'none' ? `${tableflowWords[tableflow]}; made anew with the table` : tableflowWords[tableflow] },
      { layer: 'Steps', words: actionWords[action] },
    ],
    why: printable(why),
  };
}

function symbolOf({ change }: SchemaEvolution): EvolutionView['symbol'] {
  if (change === 'added' || change === 'addedRequired' || change === 'kindAdded') return '+';
  return change === 'dropped' || change === 'droppedRequired' ? '-' : '~';
}

function whatOf({ change, column, to }: SchemaEvolution): string {
  switch (change) {
    case 'added':
      return `column ${column} added`;
    case 'addedRequired':
      return `column ${column} added, NOT NULL and without a default`;
    case 'dropped':
      return `column ${column} dropped`;
    case 'droppedRequired':
      return `column ${column} dropped, which was NOT NULL`;
    case 'renamed?':
      return `column ${column} renamed to ${to ?? 'another'}, or one went and the other came`;
    case 'widened':
      return `column ${column} has a wider type`;
    case 'digitsAdded':
      return `column ${column} has more digits`;
    case 'narrowed':
      return `column ${column} has a narrower type`;
    case 'retyped':
      return `column ${column} has another type`;
    case 'rescaled':
      return `column ${column} has another decimal scale`;
    case 'reencoded':
      return `column ${column} counts in another unit`;
    case 'parametersChanged':
      return `column ${column} has other remarks, such as the values of an enum`;
    case 'relaxed':
      return `column ${column} may be NULL now`;
    case 'tightened':
      return `column ${column} is NOT NULL now`;
    case 'keyChanged':
      return `the key is another one: ${column}${to === undefined ? ' of another type' : ` became ${to}`}`;
    case 'kindAdded':
      return `kind of event ${column} joined the topic`;
    default:
      return assertNever(change);
  }
}

function registryWords({ source, newVersion }: SchemaEvolution): string {
  const own = source.verdict === 'accepted'
    ? `source: registered; ${source.compatibility} admits it in ${source.format}`
    : `source: registered, though ${source.compatibility} would refuse it in ${source.format} today`;
  return newVersion === undefined ? own : `${own}. Target: asked, ${newVersion.subject} ${verdictWords[newVersion.verdict]}`;
}

const verdictWords = { accepted: 'takes the new version', rejected: 'refuses the new version', unknown: 'did not answer' } as const satisfies Record<'accepted' | 'rejected' | 'unknown', string>;

const flinkWords = {
  unaffected: 'the running statement is not concerned',
  notRead: 'the running statement goes on without it',
  mayFail: 'the running statement decodes with the schema of its start, and may fail',
} as const satisfies Record<SchemaEvolution['flink'], string>;

const tableflowWords = {
  unaffected: 'the lake table is not concerned',
  follows: 'the lake table takes it over by itself',
  keepsAsNull: 'the lake table would keep the column, NULL from now on',
  suspends: 'the lake table would be suspended',
  none: 'no lake table',
} as const satisfies Record<SchemaEvolution['tableflow'], string>;

const actionWords = {
  nothing: 'nothing to do',
  statement: 'the statement is replaced',
  newVersionAndStatement: "a new version of the target's schema, then the statement is replaced",
  tableChain: 'the whole chain of the table is rebuilt',
  columns: 'correct the columns in the file',
} as const satisfies Record<EvolutionAction, string>;
