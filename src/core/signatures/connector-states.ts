import { either, longerThan, says, when } from './signature.js';
import type { Signature } from './signature.js';

/** A connector that does not get to its database, or that stands still. */
export const connectorStates = {
  CDC7001: {
    title: 'A connector does not get provisioned',
    where: ['connector'],
    // DEGRADED without a word is a state on the way up too (confluent-api.md section 3).
    match: when(({ state, text, ...facts }) => (state === 'PROVISIONING' || (state === 'DEGRADED' && (text === '' || text === state))) && longerThan({ text, ...facts }, 10)),
    explanation:
      'Provisioning takes two to five minutes. A connector that is still at it (PROVISIONING, or DEGRADED without a reason) after ten usually has no way to the database: peering, private link, a firewall or the wrong region. The service gives up by itself only after hours, if at all.',
    fix: [
      'Check that the host and port of the source are reachable from the cluster\'s network: a public host must let in the egress addresses of Confluent Cloud, a private one needs peering or private link in the cluster\'s region.',
      'Read the connector\'s events in the Confluent Cloud console.',
      'Mend the network and run again: the connector that is there is used.',
    ],
    safeStep: 'wait',
  },
  CDC7002: {
    title: 'The database cannot be reached',
    where: ['connector'],
    match: says(
      /connection attempt (?:to '(?<host>[^']+)' )?failed/i,
      /connection (?:to (?<host>\S+) )?(?:refused|timed out|reset)|connect timed out|communications link failure|UnknownHostException|no route to host|network adapter could not establish|TCP\/IP connection to the host .* failed/i,
    ),
    explanation: 'The connector found no database at this address. The name does not resolve, the port is closed, or a firewall is in between.',
    fix: [
      'Compare host and port in the YAML with the database.',
      'Let the egress addresses of the cluster\'s region in, or use private networking.',
      'Run again: the connector\'s config is sent anew, which restarts it.',
    ],
    safeStep: 'restartConnector',
  },
  CDC7003: {
    title: 'The database refuses the login',
    where: ['connector'],
    match: says(
      /password authentication failed for user "(?<user>[^"]*)"/i,
      /Access denied for user '(?<user>[^']*)'@'[^']*' \(using password/i,
      /Login failed for user '(?<user>[^']*)'/i,
      /ORA-01017|ORA-28000|ORA-28001/,
      /security token included in the request is (?:invalid|expired)|InvalidSignatureException|InvalidAccessKeyId/i,
      /no pg_hba\.conf entry for/i,
    ),
    explanation: 'The connector reached the database, and user or password were not accepted. No change is read until they are; what the database keeps for it in the meantime grows.',
    fix: [
      'Try the same user and password with the database\'s own client.',
      'Check what the reference of the password in the YAML resolves to: no backslash is allowed in it.',
      'For PostgreSQL, check that pg_hba.conf lets the user in from there, for replication too.',
      'Run again: the connector gets the password as it is now.',
    ],
    safeStep: 'restartConnector',
  },
  CDC7004: {
    title: 'The server has no such database',
    where: ['connector'],
    match: says(
      /database "(?<database>[^"]+)" does not exist/i,
      /Unknown database '(?<database>[^']+)'/i,
      /Cannot open database "(?<database>[^"]+)" requested by the login/i,
      /ORA-12514|ORA-12505/,
      /Requested resource not found: Table: (?<database>\S+) not found/i,
    ),
    explanation: 'The login works, and the server knows no database, service or table of this name. Names are compared letter by letter.',
    fix: ['Correct the name in the YAML, upper and lower case included. It decides what the connector is: the plan shows what has to be rebuilt.'],
  },
  CDC7005: {
    title: 'A connector runs and registers no schema',
    where: ['connector', 'source-topic', 'subject'],
    match: when((facts) => facts.hasSchemas === false && (facts.tasks ?? 0) > 0 && longerThan(facts, 5)),
    explanation:
      'The first record of a table makes its topic and its schemas. Tasks without schemas after five minutes mean that no record comes: the tables are empty, the filter captures none of them, or the database lets the connector in without giving it changes.',
    fix: [
      'Check that the table has rows and that its name in the YAML is spelled as in the database.',
      'Run "reconcile preflight": rights, publication or capture instance may be missing.',
      'Write a row into the table and look again.',
    ],
    safeStep: 'wait',
  },
  CDC7006: {
    title: 'A connector has no tasks',
    where: ['connector'],
    match: when((facts) => facts.tasks === 0 && (facts.state === 'RUNNING' || facts.state === 'DEGRADED') && longerThan(facts, 5)),
    explanation: 'A connector without tasks reads nothing. Right after its creation that is the normal order of things; after five minutes it is not.',
    fix: ['Wait two to five minutes after a creation.', 'Then run again: sending the config restarts the tasks.', 'Read the connector\'s events in the console for what keeps them away.'],
    safeStep: 'restartConnector',
  },
  CDC7007: {
    title: 'The source topic of a connector was deleted',
    where: ['connector', 'source-topic'],
    match: says(/topic (?<topic>\S+) that this connector writes to does not exist/i, /UnknownTopicOrPartitionException/i),
    explanation: 'Somebody deleted a topic that the connector writes to. It is not made again while the connector runs, and what was in it is gone; in practice the connector has to be created anew.',
    fix: [
      'Plan a rebuild of the pipeline: "reconcile destroy" and then "reconcile". Connector before topics, which is the order that it keeps.',
      'The new connector takes a new snapshot, so the tables fill again.',
    ],
  },
  CDC7008: {
    title: 'A connector is paused',
    where: ['connector'],
    match: when((facts) => facts.state === 'PAUSED'),
    explanation: 'Nothing is read while it is paused. The database keeps every change for it: a PostgreSQL slot until the disk is full, a MySQL binlog or DynamoDB stream only until it expires, and then only a new snapshot helps.',
    fix: ['Resume it soon: take "state: paused" out of the YAML, or run "reconcile" if somebody paused it by hand.', 'Watch the disk of the database in the meantime.'],
    safeStep: 'resumeConnector',
  },
  CDC7009: {
    title: 'The connector may not write to Kafka',
    where: ['connector'],
    match: says(/(?:Topic|Group|Cluster|TransactionalId)AuthorizationException|not authorized to access topics?:? ?\[?(?<topic>[\w.-]+)?/i),
    explanation: 'The principal of the connector lacks a right in the cluster: CREATE, WRITE and DESCRIBE on the topics of its prefix, and READ and WRITE on its own side topics.',
    fix: ['Give the service account (or the owner of the API key) these rights on the prefix.', 'Run again: it restarts the tasks.'],
    safeStep: 'restartConnector',
  },
  CDC7010: {
    title: 'The connector\'s configuration is not accepted',
    where: ['connector'],
    match: either(says(/Connector configuration is invalid(?: and contains [^:]*)?: ?(?<problem>[^\n]*)/i), says(/Invalid value (?<problem>.* for configuration [\w.]+)/i)),
    explanation: 'The plugin refuses a value, so nothing was created or changed.',
    fix: ['The message names the key. Correct it where the YAML sets it, or under "connector.config".'],
  },
  CDC7011: {
    title: 'A deleted name is not free yet',
    where: ['connector', 'statement', 'tableflow', 'target-table', 'source-topic', 'subject'],
    match: says(/is being deleted|marked for deletion/i),
    explanation: 'A delete takes effect some time after it is accepted, and until then the name cannot be used again.',
    fix: ['Run again in a minute: what was done is found, and only the rest is left.'],
    safeStep: 'wait',
  },
} as const satisfies Record<`CDC70${number}`, Signature>;
