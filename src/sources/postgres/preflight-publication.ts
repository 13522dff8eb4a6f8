import type { Answers, DatabaseRow, PreflightCheck, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { isTrue, listed, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { fromTables, publicationOf, publishedTables, quotedTable } from './preflight-names.js';
import type { PostgresFacts } from './preflight-names.js';
import { texts } from './preflight-tables.js';

const BY = "the publication's owner, who owns the tables too";

/** `to_jsonb` reads columns that only newer servers have, without failing on older ones. */
function publicationQuery(facts: PostgresFacts) {
  return {
    text: `SELECT puballtables, pubinsert, pubupdate, pubdelete, to_jsonb(p) ->> 'pubviaroot' AS viaroot FROM pg_publication p WHERE pubname = $1`,
    parameters: [publicationOf(facts)],
  };
}

/** Without `publish_via_partition_root` the view lists the leaves instead of the root: a root counts as published when all leaves are. */
function membersQuery(facts: PostgresFacts) {
  const query = fromTables(
    `c.relkind::text AS kind, c.relpersistence::text AS persistence,
     EXISTS (SELECT 1 FROM pg_publication_tables x WHERE x.pubname = $3 AND x.schemaname = t.s AND x.tablename = t.n) AS listed,
     (WITH RECURSIVE parts AS (
        SELECT c.oid UNION ALL SELECT i.inhrelid FROM parts JOIN pg_inherits i ON i.inhparent = parts.oid)
      SELECT count(*) > 0 AND bool_and(EXISTS (SELECT 1 FROM pg_publication_tables x WHERE x.pubname = $3 AND x.schemaname = ln.nspname AND x.tablename = l.relname))
        FROM parts JOIN pg_class l ON l.oid = parts.oid AND l.relkind = 'r' JOIN pg_namespace ln ON ln.oid = l.relnamespace) AS leaves_listed,
     (SELECT to_jsonb(x) ->> 'rowfilter' FROM pg_publication_tables x WHERE x.pubname = $3 AND x.schemaname = t.s AND x.tablename = t.n) AS rowfilter,
     (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
       JOIN pg_publication_tables x ON x.pubname = $3 AND x.schemaname = t.s AND x.tablename = t.n
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND COALESCE(to_jsonb(a) ->> 'attgenerated', '') = ''
        AND jsonb_typeof(to_jsonb(x) -> 'attnames') = 'array' AND NOT (to_jsonb(x) -> 'attnames') ? a.attname::text) AS unpublished`,
    publishedTables(facts), "WHERE c.relkind IN ('r', 'p') OR (c.oid IS NULL AND t.s || '.' || t.n = $4)",
  );
  // The signal table counts before it is there: the remedy of another check creates it, and runs before this one's.
  return { ...query, parameters: [...(query.parameters ?? []), publicationOf(facts), facts.block.signalTable ?? ''] };
}

const exists: PreflightCheck<PostgresBlock> = {
  id: 'publication',
  title: 'The publication holds every table',
  code: 'CDC8008',
  severity: 'error',
  queries: (facts) => ({ publication: publicationQuery(facts), members: membersQuery(facts) }),
  evaluate: (answers, facts) => {
    const publication = answers['publication']?.[0];
    const name = publicationOf(facts);
    if (publication === undefined) return facts.block.publicationAutocreate === 'filtered' ? [ok(`${name} does not exist yet: the connector creates it`)] : [missing(answers, facts)];
    const absent = members(answers).filter((row) => !isListed(row)).map((row) => textAt(row, 'name'));
    if (absent.length === 0) return [ok(`${name} ${isTrue(publication['puballtables']) ? 'is for all tables' : `holds ${listed(members(answers).map((row) => textAt(row, 'name')))}`}`, name)];
    if (facts.block.publicationAutocreate === 'filtered') return [ok(`${name} lacks ${listed(absent)}: the connector adds them`, name)];
    return [problem(`${name} lacks ${listed(absent)}`, {
      subject: name,
      remedies: [{ type: 'sql', by: BY, text: `ALTER PUBLICATION ${doubleQuoted(name)} ADD TABLE ${absent.map(quotedTable).join(', ')};` }],
    })];
  },
};

const members = (answers: Answers): readonly DatabaseRow[] => answers['members'] ?? [];
const isListed = (row: DatabaseRow): boolean => isTrue(row['listed']) || isTrue(row['leaves_listed']);

function missing(answers: Answers, facts: PostgresFacts): Verdict {
  const name = publicationOf(facts);
  const tables = members(answers).map((row) => quotedTable(textAt(row, 'name')));
  const viaRoot = members(answers).some((row) => textAt(row, 'kind') === 'p') ? ', publish_via_partition_root = true' : '';
  const list = tables.length === 0 ? '' : ` FOR TABLE ${tables.join(', ')}`;
  return problem(`the publication ${name} does not exist`, {
    subject: name,
    remedies: [{
      type: 'sql', by: 'the owner of the tables, with CREATE on the database',
      text: `CREATE PUBLICATION ${doubleQuoted(name)}${list} WITH (publish = 'insert, update, delete'${viaRoot});`,
    }],
  });
}

const operations: PreflightCheck<PostgresBlock> = {
  id: 'publication-operations',
  title: 'The publication sends inserts, updates and deletes',
  code: 'CDC8008',
  severity: 'error',
  queries: (facts) => ({ publication: publicationQuery(facts) }),
  evaluate: (answers, facts) => {
    const publication = answers['publication']?.[0];
    if (publication === undefined) return [ok('nothing to look at without a publication')];
    const lacking = ['insert', 'update', 'delete'].filter((operation) => !isTrue(publication[`pub${operation}`]));
    const name = publicationOf(facts);
    if (lacking.length === 0) return [ok('insert, update, delete', name)];
    return [problem(`${name} does not send ${listed(lacking)}`, {
      subject: name, remedies: [{ type: 'sql', by: BY, text: `ALTER PUBLICATION ${doubleQuoted(name)} SET (publish = 'insert, update, delete');` }],
    })];
  },
};

const viaRoot: PreflightCheck<PostgresBlock> = {
  id: 'publication-partitions',
  title: 'Partitions are published under their root',
  code: 'CDC8008',
  severity: 'error',
  queries: (facts) => ({ publication: publicationQuery(facts), members: membersQuery(facts) }),
  evaluate: (answers, facts) => {
    const publication = answers['publication']?.[0];
    const partitioned = members(answers).filter((row) => textAt(row, 'kind') === 'p').map((row) => textAt(row, 'name'));
    if (publication === undefined || partitioned.length === 0) return [ok('no partitioned table in a publication')];
    if (isTrue(publication['viaroot'])) return [ok('publish_via_partition_root is on')];
    const name = publicationOf(facts);
    return [problem(`${listed(partitioned)}: without publish_via_partition_root each partition has a topic of its own, and the topic of the root stays empty`, {
      subject: name, remedies: [{ type: 'sql', by: BY, text: `ALTER PUBLICATION ${doubleQuoted(name)} SET (publish_via_partition_root = true);` }],
    })];
  },
};

/** Row filters and column lists of PostgreSQL 15 and later: what they leave out never arrives, and the snapshot does not know them. */
const whole: PreflightCheck<PostgresBlock> = {
  id: 'publication-filters',
  title: 'The publication leaves out no row and no column',
  code: 'CDC8008',
  severity: 'warning',
  queries: (facts) => ({ members: membersQuery(facts) }),
  evaluate: (answers, { block, exclusive }) => problemsOr(
    members(answers).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const filter = textAt(row, 'rowfilter');
      const columns = texts(row['unpublished']).filter((column) => !(block.excludeColumns ?? []).includes(`${table}.${column}`));
      if (filter === '' && columns.length === 0) return [];
      const words = [...(filter === '' ? [] : [`rows are filtered by ${filter}`]), ...(columns.length === 0 ? [] : [`${listed(columns)} are not published`])];
      const name = doubleQuoted(exclusive['publication'] ?? '');
      return [problem(words.join('; '), {
        subject: table,
        remedies: [{ type: 'sql', by: BY, text: `ALTER PUBLICATION ${name} DROP TABLE ${quotedTable(table)};\nALTER PUBLICATION ${name} ADD TABLE ${quotedTable(table)};` }],
      })];
    }),
    'no row filter, no column list',
  ),
};

/** With `filtered` the connector creates and alters the publication itself. */
const autocreate: PreflightCheck<PostgresBlock> = {
  id: 'publication-autocreate',
  title: 'The user may create the publication',
  code: 'CDC8006',
  severity: 'error',
  when: ({ block }) => block.publicationAutocreate === 'filtered',
  queries: ({ tables }) => ({
    database: { text: "SELECT has_database_privilege(current_user, current_database(), 'CREATE') AS may_create, current_database()::text AS name" },
    tables: fromTables("pg_has_role(current_user, c.relowner, 'USAGE') AS owned", tables, 'WHERE c.oid IS NOT NULL'),
  }),
  evaluate: (answers, { user }) => {
    const database = answers['database']?.[0];
    const foreign = (answers['tables'] ?? []).filter((row) => !isTrue(row['owned'])).map((row) => textAt(row, 'name'));
    const grant = isTrue(database?.['may_create']) ? [] : [problem(`${user} may not create publications in ${textAt(database, 'name')}`, {
      remedies: [{ type: 'sql', text: `GRANT CREATE ON DATABASE ${doubleQuoted(textAt(database, 'name'))} TO ${doubleQuoted(user)};` }],
    })];
    const owner = foreign.length === 0 ? [] : [problem(`${user} does not own ${listed(foreign)}: only an owner puts a table into a publication`, {
      remedies: [{ type: 'document', text: 'Create the publication by hand and set "publicationAutocreate: disabled".' }],
    })];
    return problemsOr([...grant, ...owner], `${user} may create it and owns the tables`);
  },
};

export const publicationChecks: readonly PreflightCheck<PostgresBlock>[] = [exists, operations, viaRoot, whole, autocreate];
