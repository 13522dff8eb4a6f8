import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const TABLES_PER_CONNECTOR = 10;

/** An estate on disk: documents, and the world of the simulator that holds its databases. */
export interface EstateFiles {
  readonly connectors: number;
  readonly tables: number;
  readonly documents: string;
  readonly world: string;
}

/** An edit of the first pipeline: one Tableflow setting of one table, or the output format, which rebuilds it all. */
export type Edit = 'none' | 'one-change' | 'rebuild';

/** Writes an estate of so many connectors with ten tables each; every pipeline is a file of its own. */
export async function writeEstate(folder: string, connectors: number): Promise<EstateFiles> {
  const documents = join(folder, 'documents');
  await rm(documents, { recursive: true, force: true });
  await mkdir(documents, { recursive: true });
  await writeFile(join(documents, 'target.yaml'), target);
  const world = join(folder, 'bench.world.yaml');
  await writeFile(world, worldOf(connectors));
  for (let index = 1; index <= connectors; index += 1) await writeFile(fileOf(documents, index), pipelineOf(index, 'none'));
  return { connectors, tables: connectors * TABLES_PER_CONNECTOR, documents, world };
}

/** Rewrites the first pipeline. */
export async function editEstate(estate: EstateFiles, edit: Edit): Promise<void> {
  await writeFile(fileOf(estate.documents, 1), pipelineOf(1, edit));
}

export function pipelineName(index: number): string {
  return `p${String(index).padStart(4, '0')}`;
}

/** Where the tables of a pipeline land: the topics, and the names in Flink and in Tableflow. */
export function tablesOf(index: number): readonly string[] {
  return Array.from({ length: TABLES_PER_CONNECTOR }, (_, table) => `${pipelineName(index)}_t${String(table + 1).padStart(2, '0')}`);
}

function fileOf(documents: string, index: number): string {
  return join(documents, `${pipelineName(index)}.yaml`);
}

// A real pool ends at 50 CFU and a statement takes one; one large pool keeps pools out of the measurement.
const target = `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: bench }
spec:
  environment: { name: bench }
  cluster: { name: lake }
  computePool: { name: decode }
  principal: sa-bench1
`;

function pipelineOf(index: number, edit: Edit): string {
  const tables = tablesOf(index).map((name, table) => {
    const retention = edit === 'one-change' && table === 0 ? '\n      tableflow: { retention: 14d }' : '';
    return `    - from: public.${name}
      to: ${name}
      key: [id]
      columns:
        id: BIGINT
        customer: STRING
        amount: { type: "DECIMAL(10, 2)", from: decimal }
        note: STRING
        placed_at: { type: TIMESTAMP_LTZ(3), from: micro-timestamp }${retention}`;
  });
  return `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: ${pipelineName(index)} }
spec:
  targets: [bench]
  source:
    postgres: { host: ${pipelineName(index)}.example.com, database: shop, username: reader, password: "\${env:PG_PASSWORD}" }
  format: ${edit === 'rebuild' ? 'PROTOBUF' : 'AVRO'}
  tables:
${tables.join('\n')}
`;
}

function worldOf(connectors: number): string {
  const databases = Array.from({ length: connectors }, (_, index) => ({
    source: 'postgres',
    host: `${pipelineName(index + 1)}.example.com`,
    database: 'shop',
    tables: tablesOf(index + 1).map((name) => ({ name: `public.${name}`, key: ['id'], replicaIdentity: 'full', columns, rows: [row] })),
  }));
  return stringify(
    {
      environments: [{ name: 'bench', clusters: [{ name: 'lake', cloud: 'AWS', region: 'us-east-1' }], computePools: [{ name: 'decode', maxCfu: 100_000, cloud: 'AWS', region: 'us-east-1' }] }],
      serviceAccounts: [{ id: 'sa-bench1', name: 'bench' }],
      databases,
    },
    { aliasDuplicateObjects: false },
  );
}

const columns = {
  id: { type: 'bigint', nullable: false },
  customer: { type: 'text', nullable: false },
  amount: { type: 'numeric(10,2)', nullable: false },
  note: 'text',
  placed_at: { type: 'timestamp', nullable: false },
};
const row = { id: 1, customer: 'Ada', amount: '12.50', placed_at: '2026-01-05T09:15:00.123456' };
