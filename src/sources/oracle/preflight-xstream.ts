import type { PreflightCheck, PreflightFacts, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { listed, literal, numberAt, textAt } from '../preflight.js';
import type { OracleBlock } from './block.js';

type Check = PreflightCheck<OracleBlock>;

const serverOf = ({ exclusive }: PreflightFacts<OracleBlock>): string => (exclusive['outboundServer'] ?? '').toUpperCase();

/** The outbound server and its capture process, in one row. */
function outbound(facts: PreflightFacts<OracleBlock>) {
  return {
    outbound: {
      text: `SELECT o.connect_user, o.capture_name, o.capture_user, o.status, c.status AS capture_status, c.error_message AS capture_error, c.checkpoint_retention_time AS checkpoint_days
               FROM dba_xstream_outbound o LEFT JOIN dba_capture c ON c.capture_name = o.capture_name WHERE o.server_name = :1`,
      parameters: [serverOf(facts)],
    },
  };
}

const server: Check = {
  id: 'outbound-server',
  title: 'The outbound server is ready for the user',
  code: 'CDC8031',
  severity: 'error',
  queries: outbound,
  evaluate: (answers, facts) => {
    const name = serverOf(facts);
    const row = answers['outbound']?.[0];
    if (row === undefined) return [problem(`the outbound server ${name} does not exist`, { subject: name, remedies: [{ type: 'sql', by: 'the XStream administrator', text: create(facts) }] })];
    const user = textAt(row, 'connect_user');
    const status = textAt(row, 'status');
    const foreign = user === facts.user ? [] : [problem(`it belongs to ${user}, not to ${facts.user}`, {
      subject: name, remedies: [{ type: 'sql', by: 'the XStream administrator', text: alterUser(facts) }],
    })];
    const capture = textAt(row, 'capture_name');
    const idle = ['ABORTED', 'DISABLED'].includes(status) ? [problem(`its status is ${status}`, {
      subject: name, remedies: [{ type: 'sql', by: 'the XStream administrator', text: `BEGIN DBMS_XSTREAM_ADM.START_OUTBOUND(server_name => ${literal(name)}); END;\n/` }],
    })] : [];
    const headless = capture === '' ? [problem('it has no capture process', { subject: name, remedies: [{ type: 'sql', by: 'the XStream administrator', text: create(facts), caution: 'Drop the outbound server first.' }] })] : [];
    return problemsOr([...foreign, ...idle, ...headless], `${name} for ${user}, ${status.toLowerCase()}, fed by ${capture}`);
  },
};

function create(facts: PreflightFacts<OracleBlock>): string {
  const container = facts.block.pdb === undefined ? [] : [`    source_container_name => ${literal(facts.block.pdb.toUpperCase())},`];
  return [
    'DECLARE',
    '  tables DBMS_UTILITY.UNCL_ARRAY;',
    '  schemas DBMS_UTILITY.UNCL_ARRAY;',
    'BEGIN',
    ...[...facts.tables.map(literal), 'NULL'].map((table, i) => `  tables(${i + 1}) := ${table};`),
    '  schemas(1) := NULL;',
    '  DBMS_XSTREAM_ADM.CREATE_OUTBOUND(',
    `    server_name => ${literal(serverOf(facts))},`,
    ...container,
    '    table_names => tables,',
    '    schema_names => schemas);',
    'END;',
    '/',
    alterUser(facts),
  ].join('\n');
}

function alterUser(facts: PreflightFacts<OracleBlock>): string {
  return `BEGIN DBMS_XSTREAM_ADM.ALTER_OUTBOUND(server_name => ${literal(serverOf(facts))}, connect_user => ${literal(facts.user)}); END;\n/`;
}

const capture: Check = {
  id: 'capture-process',
  title: 'The capture process runs',
  code: 'CDC8031',
  severity: 'error',
  queries: outbound,
  evaluate: (answers): Verdict[] => {
    const row = answers['outbound']?.[0];
    const name = textAt(row, 'capture_name');
    if (name === '') return [ok('nothing to look at without an outbound server')];
    const status = textAt(row, 'capture_status');
    if (status === 'ENABLED') return [ok(`${name} is ENABLED`, name)];
    return [problem(`${name} is ${status || 'not visible to the user'}${textAt(row, 'capture_error') === '' ? '' : `: ${textAt(row, 'capture_error')}`}`, {
      subject: name, remedies: [{ type: 'sql', by: 'the capture user', text: `BEGIN DBMS_CAPTURE_ADM.START_CAPTURE(capture_name => ${literal(name)}); END;\n/` }],
    })];
  },
};

const checkpoints: Check = {
  id: 'capture-checkpoints',
  title: 'Checkpoints of the capture are cleared in time',
  code: 'CDC8014',
  severity: 'info',
  queries: outbound,
  evaluate: (answers) => {
    const row = answers['outbound']?.[0];
    const days = numberAt(row, 'checkpoint_days');
    if (Number.isNaN(days) || days <= 14) return [ok(Number.isNaN(days) ? 'no capture process yet' : `kept for ${days} days`)];
    return [problem(`checkpoints are kept for ${days} days: SYSAUX grows, and archived redo of that time is needed`, {
      subject: textAt(row, 'capture_name'),
      remedies: [{ type: 'sql', by: 'the capture user', text: `BEGIN DBMS_CAPTURE_ADM.ALTER_CAPTURE(capture_name => ${literal(textAt(row, 'capture_name'))}, checkpoint_retention_time => 7); END;\n/` }],
    })];
  },
};

/** Rules without a table let a whole schema, or everything, through. */
const rules: Check = {
  id: 'outbound-rules',
  title: 'The outbound server lets every table through',
  code: 'CDC8031',
  severity: 'error',
  queries: (facts) => ({
    rules: { text: "SELECT schema_name, object_name, streams_rule_type AS rule_type FROM dba_xstream_rules WHERE streams_name = :1 AND rule_set_type = 'POSITIVE'", parameters: [serverOf(facts)] },
  }),
  evaluate: (answers, facts) => {
    const found = answers['rules'] ?? [];
    const passes = (table: string): boolean => {
      const [schema = '', name = ''] = table.split('.');
      return found.some((row) => textAt(row, 'rule_type') === 'GLOBAL' || (textAt(row, 'schema_name') === schema && ['', name].includes(textAt(row, 'object_name'))));
    };
    const missing = facts.tables.filter((table) => !passes(table));
    if (missing.length === 0) return [ok(`${facts.tables.length} of ${facts.tables.length} pass`)];
    return [problem(`${listed(missing)}: no rule lets ${missing.length === 1 ? 'it' : 'them'} through, so nothing arrives`, {
      subject: serverOf(facts),
      remedies: [{ type: 'sql', by: 'the XStream administrator', text: missing.map((table) => `BEGIN DBMS_XSTREAM_ADM.ALTER_OUTBOUND(server_name => ${literal(serverOf(facts))}, table_names => ${literal(table)}, add => TRUE); END;\n/`).join('\n') }],
    })];
  },
};

/** On RAC the connector follows the capture process from instance to instance only through the service that XStream makes. */
const rac: Check = {
  id: 'rac-service',
  title: 'On RAC the capture has a service of its own',
  code: 'CDC8031',
  severity: 'error',
  queries: (facts) => ({
    instances: { text: 'SELECT COUNT(*) AS instances FROM gv$instance' },
    parameter: {
      text: "SELECT p.value FROM dba_capture_parameters p JOIN dba_xstream_outbound o ON o.capture_name = p.capture_name WHERE o.server_name = :1 AND p.parameter = 'USE_RAC_SERVICE'",
      parameters: [serverOf(facts)],
    },
    capture: outbound(facts).outbound,
  }),
  evaluate: (answers) => {
    if (!(numberAt(answers['instances']?.[0], 'instances') > 1)) return [ok('one instance')];
    const name = textAt(answers['capture']?.[0], 'capture_name');
    if (textAt(answers['parameter']?.[0], 'value') === 'Y' || name === '') return [ok('USE_RAC_SERVICE is Y')];
    return [problem('USE_RAC_SERVICE is not Y', { subject: name, remedies: [{ type: 'sql', by: 'the capture user', text: `BEGIN DBMS_CAPTURE_ADM.SET_PARAMETER(capture_name => ${literal(name)}, parameter => 'USE_RAC_SERVICE', value => 'Y'); END;\n/` }] })];
  },
};

const administrator: Check = {
  id: 'capture-user',
  title: 'The capture user is an XStream administrator',
  code: 'CDC8006',
  severity: 'error',
  queries: (facts) => ({
    capture: outbound(facts).outbound,
    administrators: { text: "SELECT username FROM dba_xstream_administrator WHERE privilege_type IN ('CAPTURE', '*') AND grant_select_privileges = 'YES'" },
  }),
  evaluate: (answers, { block }) => {
    const user = textAt(answers['capture']?.[0], 'capture_user');
    if (user === '') return [ok('nothing to look at without an outbound server')];
    if ((answers['administrators'] ?? []).some((row) => textAt(row, 'username') === user)) return [ok(user, user)];
    const container = block.pdb === undefined ? '' : ", container => 'ALL'";
    return [problem(`${user} has no CAPTURE privilege of XStream`, {
      subject: user,
      remedies: [{ type: 'sql', by: 'SYSDBA', text: `BEGIN DBMS_XSTREAM_AUTH.GRANT_ADMIN_PRIVILEGE(grantee => ${literal(user)}, privilege_type => 'CAPTURE', grant_select_privileges => TRUE${container}); END;\n/` }],
    })];
  },
};

export const xstreamChecks: readonly Check[] = [server, capture, checkpoints, rules, rac, administrator];
