// Many callers on every plane at once, through the reconciler's own clients: how near do they get to the rate that is allowed,
// and how many calls are refused?
import { createHostGuard } from '../../src/confluent/hosts.js';
import { createConfluentClients } from '../../src/confluent/index.js';
import { readInput } from './account.js';

const input = readInput();
const CALLERS = 20;
const WARM_UP_MS = 5_000;
const MEASURED_MS = 45_000;

const credential = (name: keyof typeof input.credentials) => () => Promise.resolve(input.credentials[name]);
const clients = createConfluentClients({
  guard: createHostGuard({ allowedHosts: [new URL(input.baseUrl).host] }),
  hosts: { management: input.baseUrl, tableflow: input.baseUrl, metrics: input.baseUrl },
  credentials: { cloud: credential('cloud'), tableflow: credential('tableflow'), kafka: credential('kafka'), schemaRegistry: credential('schemaRegistry'), flink: credential('flink') },
  version: 'bench',
});

const environment = input.environment.id;
const cluster = input.cluster.id;
const flink = clients.flink(input.baseUrl, input.organization.id, environment);
const kafka = clients.kafka(input.baseUrl, cluster);
const registry = clients.schemaRegistry(input.baseUrl);
const connect = clients.connect(environment, cluster);
const tableflow = clients.tableflow(environment, cluster);

/** One cheap read per plane. What comes back does not matter. */
const reads = {
  flink: () => flink.getStatement('none'),
  kafka: () => kafka.getTopic('none'),
  schemaRegistry: () => registry.getGlobalConfig(),
  connect: () => connect.listConnectors(),
  tableflow: () => tableflow.getTopic('none'),
} as const;

type Plane = keyof typeof reads;

const started = performance.now();
const counts = { flink: 0, kafka: 0, schemaRegistry: 0, connect: 0, tableflow: 0 };
let measuring = false;

async function callers(plane: Plane): Promise<void> {
  const call = async (): Promise<void> => {
    while (performance.now() - started < WARM_UP_MS + MEASURED_MS) {
      await reads[plane]().catch(() => undefined);
      if (measuring) counts[plane] += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
}

setTimeout(() => {
  measuring = true;
}, WARM_UP_MS);
setTimeout(() => {
  const seconds = MEASURED_MS / 1000;
  const refused = clients.calls.snapshot();
  const planes = (Object.keys(reads) as Plane[]).map((plane) => ({ plane, perSecond: counts[plane] / seconds, calls: refused[plane].calls, refused: refused[plane].rateLimited }));
  process.stdout.write(JSON.stringify(planes), () => process.exit(0));
}, WARM_UP_MS + MEASURED_MS);
await Promise.all((Object.keys(reads) as Plane[]).map(callers));
