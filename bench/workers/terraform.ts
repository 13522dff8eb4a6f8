// A refresh as the usual Terraform provider does it (confluent-api.md section 16): every resource is read by itself, ten at a
// time. Without its fixed sleeps, with shared connections, and without schema resources, all of which flatters it.
import { get, readInput } from './account.js';
import type { Key } from './account.js';

const input = readInput();
const environment = input.environment.id;
const cluster = input.cluster.id;
const topics = `/kafka/v3/clusters/${cluster}/topics`;
const statements = `/sql/v1/organizations/${input.organization.id}/environments/${environment}/statements`;

type Read = readonly (readonly [Key, string])[];

/** `confluent_kafka_topic` 2, two `confluent_flink_statement` 1 each, `confluent_tableflow_topic` 1, `confluent_subject_config` 1. */
function resourcesOf(table: string): Read[] {
  const name = encodeURIComponent(table);
  return [
    [['kafka', `${topics}/${name}`], ['kafka', `${topics}/${name}/configs`]],
    [['flink', `${statements}/create-${table.replaceAll('_', '-')}`]],
    [['flink', `${statements}/insert-${table.replaceAll('_', '-')}`]],
    [['tableflow', `/tableflow/v1/tableflow-topics/${name}?environment=${environment}&spec.kafka_cluster=${cluster}`]],
    [['schemaRegistry', `/config/${name}-value?defaultToGlobal=false`]],
  ];
}

/** `confluent_connector` 1: the expanded list of the whole cluster, of which it keeps one. */
const connector: Read = [['cloud', `/connect/v1/environments/${environment}/clusters/${cluster}/connectors?expand=info,status,id`]];

const shared: Read[] = [
  [['cloud', '/org/v2/environments']],
  [['cloud', `/cmk/v2/clusters?environment=${environment}`]],
  [['cloud', `/srcm/v3/clusters?environment=${environment}`]],
  [['cloud', '/fcpm/v2/regions?cloud=AWS&region_name=us-east-1']],
  [['cloud', `/fcpm/v2/compute-pools/${input.computePool.id}?environment=${environment}`]],
];

const all: Read[] = [...shared];
for (let pipeline = 1; pipeline <= input.connectors; pipeline += 1) {
  all.push(connector);
  for (let table = 1; table <= 10; table += 1) all.push(...resourcesOf(`p${String(pipeline).padStart(4, '0')}_t${String(table).padStart(2, '0')}`));
}
const queue = all.filter((_, index) => index % input.sample === 0);
const resources = queue.length;
let calls = 0;

async function walk(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [key, path] of next) {
      await get(input, key, path);
      calls += 1;
    }
  }
}

await Promise.all(Array.from({ length: 10 }, walk));
process.stdout.write(JSON.stringify({ resources, calls, total: all.flat().length }));
