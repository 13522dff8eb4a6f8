import { createConfluentClients } from '../confluent/index.js';
import type { ConfluentClients } from '../confluent/index.js';
import { createHostGuard } from '../confluent/hosts.js';
import type { Clock } from '../confluent/clock.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { secretReference } from '../core/secret.js';
import type { SecretResolver } from '../core/secret.js';
import type { CredentialPair, PipelineDocument, Plane, TargetDocument } from '../pipeline/documents.js';
import { collectSecrets } from '../pipeline/secret.js';
import { findUnresolved, type AskedSecret } from '../pipeline/unset-secrets.js';
import { version } from '../version.js';
import type { Log } from './log.js';
import { requestLogger } from './run-log.js';
import type { Simulation } from './simulation.js';

/** Where credentials come from when a Target does not say: the names that Terraform users have set already. */
const defaultCredentials = {
  cloud: pair('CONFLUENT_CLOUD_API'),
  kafka: pair('KAFKA_API'),
  schemaRegistry: pair('SCHEMA_REGISTRY_API'),
  flink: pair('FLINK_API'),
  tableflow: pair('TABLEFLOW_API'),
  metrics: pair('CONFLUENT_CLOUD_API'),
} as const satisfies Record<Plane, CredentialPair>;

function pair(prefix: string): CredentialPair {
  return { key: secretReference(`\${env:${prefix}_KEY}`), secret: secretReference(`\${env:${prefix}_SECRET}`) };
}

export function credentialOf(target: TargetDocument, plane: Plane): CredentialPair {
  return target.spec.credentials?.[plane] ?? defaultCredentials[plane];
}

export interface AccountOptions {
  readonly allowedHosts: readonly string[];
  readonly secrets: SecretResolver;
  readonly clock: Clock;
  readonly simulation?: Simulation;
  readonly signal?: AbortSignal;
  /** Asked before every request. False: it is not sent. */
  readonly maySend?: () => boolean;
  /** Told of every request. */
  readonly log?: Log;
  /** For the log. */
  readonly runId?: string;
}

/** The clients for a target's account, or for the simulator in its place. No request is made yet. */
export function openAccount(target: TargetDocument, options: AccountOptions): ConfluentClients {
  const { simulation, secrets, clock, signal, log, runId, maySend = () => true } = options;
  const simulator = simulation?.description;
  const credential = (plane: Plane) => async () => {
    if (!maySend()) throw new Error('another process may be writing by now, so nothing more is sent');
    if (simulator !== undefined) return simulator.credentials[plane];
    const { key, secret } = credentialOf(target, plane);
    return { key: await secrets(key), secret: await secrets(secret) };
  };
  return createConfluentClients({
    guard: createHostGuard({ allowedHosts: simulator === undefined ? options.allowedHosts : [new URL(simulator.baseUrl).host] }),
    credentials: {
      cloud: credential('cloud'),
      kafka: credential('kafka'),
      schemaRegistry: credential('schemaRegistry'),
      flink: credential('flink'),
      tableflow: credential('tableflow'),
    },
    version,
    clock,
    ...(signal === undefined ? {} : { signal }),
    ...(log === undefined ? {} : { onRequest: requestLogger(log, target.name, runId) }),
    ...(simulator === undefined ? {} : { hosts: { management: simulator.baseUrl, tableflow: simulator.baseUrl, metrics: simulator.baseUrl } }),
  });
}

/** What a Target's credentials ask for: the references that it writes, or those of the default names. */
export function credentialUses(target: TargetDocument): readonly AskedSecret[] {
  const planes: readonly Plane[] = ['cloud', 'kafka', 'schemaRegistry', 'flink', 'tableflow'];
  return planes.flatMap((plane) => {
    const pair = credentialOf(target, plane);
    const isWritten = target.spec.credentials?.[plane] !== undefined;
    return (['key', 'secret'] as const).map((part): AskedSecret =>
      (isWritten ? { secret: pair[part], range: target.origins.at(['spec', 'credentials', plane, part]) } : { secret: pair[part], defaultOf: target }));
  });
}

/** Credentials of the targets that have no value; to be told before the first call. */
export function missingCredentials(targets: readonly TargetDocument[], secrets: SecretResolver): Promise<readonly Diagnostic[]> {
  return findUnresolved(targets.flatMap(credentialUses), secrets);
}

/** Those, and what the pipelines ask for, as far as it has no value. */
export function missingSecrets(targets: readonly TargetDocument[], pipelines: readonly PipelineDocument[], secrets: SecretResolver): Promise<readonly Diagnostic[]> {
  return findUnresolved([...targets.flatMap(credentialUses), ...collectSecrets({ targets: [], pipelines, approvals: [] })], secrets);
}
