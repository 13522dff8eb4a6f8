import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { listed, numberAt, textAt } from '../preflight.js';
import { partsOf } from '../table-names.js';
import type { MySqlBlock } from './block.js';
import { quotedTable } from './preflight-rights.js';

type Check = PreflightCheck<MySqlBlock>;
type Facts = Parameters<Check['queries']>[0];

/** `(database, table) IN (...)`, a pair for each table. */
function of({ tables }: Facts, schema: string, table: string) {
  return {
    where: `(${schema}, ${table}) IN (${tables.map(() => '(?, ?)').join(', ')})`,
    parameters: tables.flatMap((name) => [partsOf(name)[0] ?? '', partsOf(name)[1] ?? '']),
  };
}

function tablesQuery(facts: Facts) {
  const { where, parameters } = of(facts, 't.table_schema', 't.table_name');
  return {
    text: `SELECT CONCAT(t.table_schema, '.', t.table_name) AS name, t.table_type AS kind, t.engine AS engine,
                  (SELECT COUNT(*) FROM information_schema.table_constraints k
                    WHERE k.table_schema = t.table_schema AND k.table_name = t.table_name AND k.constraint_type = 'PRIMARY KEY') AS keyed,
                  (SELECT COUNT(*) FROM information_schema.statistics s
                    WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.non_unique = 0 AND s.nullable = '') AS unique_columns
             FROM information_schema.tables t WHERE ${where}`,
    parameters,
  };
}

/** The information schema shows only what the user may see: a table that is not there may also be one without SELECT. */
const exist: Check = {
  id: 'tables-exist',
  title: 'Every table exists',
  code: 'CDC8007',
  severity: 'error',
  queries: (facts) => ({ tables: tablesQuery(facts) }),
  evaluate: (answers, { tables, user }) => {
    const found = new Set((answers['tables'] ?? []).map((row) => textAt(row, 'name').toLowerCase()));
    return problemsOr(tables.filter((table) => !found.has(table.toLowerCase())).map((table) => problem(`it does not exist, or ${user} has no right on it`, {
      subject: table, remedies: [{ type: 'document', text: `Correct ${table} under tables, or create the table.` }],
    })), `${tables.length} of ${tables.length} found`);
  },
};

const kinds: Check = {
  id: 'table-kinds',
  title: 'Every table writes into the log, and is read consistently',
  code: 'CDC8012',
  severity: 'error',
  queries: (facts) => ({ tables: tablesQuery(facts) }),
  evaluate: (answers) => problemsOr((answers['tables'] ?? []).flatMap((row): Verdict[] => {
    const subject = textAt(row, 'name');
    if (/VIEW/i.test(textAt(row, 'kind'))) return [problem('it is a view: nothing of it is in the log', { subject, remedies: [{ type: 'document', text: `Capture the tables behind ${subject} instead.` }] })];
    const engine = textAt(row, 'engine');
    if (/^InnoDB$/i.test(engine)) return [];
    return [problem(`its engine is ${engine}: the snapshot is only consistent for InnoDB`, {
      subject, severity: 'warning',
      remedies: [{ type: 'sql', text: `ALTER TABLE ${quotedTable(subject)} ENGINE = InnoDB;`, caution: 'Rewrites the table.' }],
    })];
  }), 'InnoDB tables'),
};

const keys: Check = {
  id: 'primary-key',
  title: 'Every table has a key',
  code: 'CDC8010',
  severity: 'error',
  queries: (facts) => ({ tables: tablesQuery(facts) }),
  evaluate: (answers, { block }) => problemsOr((answers['tables'] ?? []).flatMap((row): Verdict[] => {
    const subject = textAt(row, 'name');
    if (/VIEW/i.test(textAt(row, 'kind')) || numberAt(row, 'keyed') > 0 || numberAt(row, 'unique_columns') > 0 || block.messageKeys?.[subject] !== undefined) return [];
    return [problem('it has neither a primary key nor a unique key of columns that are NOT NULL', {
      subject,
      remedies: [
        { type: 'sql', text: `ALTER TABLE ${quotedTable(subject)} ADD COLUMN cdc_row_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY;`, caution: 'Adds a column and rewrites the table. If columns are known to be unique, make them the primary key instead.' },
        { type: 'document', text: 'Or name columns that tell the rows apart under messageKeys.' },
      ],
    })];
  }), 'each has a primary or unique key, or message keys'),
};

const columns: Check = {
  id: 'columns',
  title: 'Every column arrives as it is',
  code: 'CDC8011',
  severity: 'info',
  queries: (facts) => {
    const { where, parameters } = of(facts, 'c.table_schema', 'c.table_name');
    return {
      columns: {
        text: `SELECT CONCAT(c.table_schema, '.', c.table_name) AS name, c.column_name AS col, c.column_type AS type
                 FROM information_schema.columns c WHERE ${where} AND c.column_type LIKE 'bigint%unsigned%' ORDER BY 1, c.ordinal_position`,
        parameters,
      },
    };
  },
  evaluate: (answers, { block }) => {
    if (block.unsignedBigint === 'precise') return problemsOr([], 'BIGINT UNSIGNED travels as a decimal');
    const byTable = new Map<string, string[]>();
    for (const row of answers['columns'] ?? []) byTable.set(textAt(row, 'name'), [...(byTable.get(textAt(row, 'name')) ?? []), textAt(row, 'col')]);
    return problemsOr([...byTable].map(([subject, names]) => problem(`${listed(names)} of type BIGINT UNSIGNED: values above 9223372036854775807 become negative`, {
      subject, remedies: [{ type: 'document', text: 'Set "unsignedBigint: precise" before the first run, if such values are possible.' }],
    })), 'no BIGINT UNSIGNED');
  },
};

/**
 * Under ANSI_QUOTES the statements in the log mean another thing than the connector's parser takes them for; without the modes
 * against zero dates columns may hold 0000-00-00, which is no date anywhere else (semantics.md 2.7).
 */
const sqlMode: Check = {
  id: 'sql-mode',
  title: 'The SQL mode of the server says nothing else than the connector reads',
  code: 'CDC8011',
  severity: 'info',
  queries: (facts) => {
    const { where, parameters } = of(facts, 'c.table_schema', 'c.table_name');
    return {
      settings: { text: "SHOW GLOBAL VARIABLES WHERE Variable_name = 'sql_mode'" },
      dates: { text: `SELECT DISTINCT CONCAT(c.table_schema, '.', c.table_name) AS name FROM information_schema.columns c WHERE ${where} AND c.data_type IN ('date', 'datetime', 'timestamp') ORDER BY 1`, parameters },
    };
  },
  evaluate: (answers) => {
    const modes = textAt(answers['settings']?.[0], 'value').toUpperCase().split(',');
    const quotes = modes.includes('ANSI_QUOTES') || modes.includes('ANSI') ? [problem('ANSI_QUOTES is on: statements that quote names with " may not be understood when the schema history is read', {
      remedies: [{ type: 'document', text: 'Quote names in DDL with backquotes, and literals with single quotes; test one ALTER TABLE before going live.' }],
    })] : [];
    // Without a strict mode NO_ZERO_DATE only warns.
    const strict = modes.includes('STRICT_TRANS_TABLES') || modes.includes('STRICT_ALL_TABLES');
    const refused = strict && modes.includes('NO_ZERO_DATE') && modes.includes('NO_ZERO_IN_DATE');
    const dated = refused ? [] : (answers['dates'] ?? []).map((row) => problem('the server takes zero dates (0000-00-00): they arrive as NULL, or as 1970-01-01 where the column is NOT NULL', {
      subject: textAt(row, 'name'), remedies: [{ type: 'document', text: 'Make such columns nullable, or set the dates right, before the first snapshot.' }],
    }));
    return problemsOr([...quotes, ...dated], `names are quoted as usual, ${refused ? 'zero dates are refused' : 'and no captured column is a date'}`);
  },
};

export const tableChecks: readonly Check[] = [exist, kinds, keys, columns, sqlMode];
