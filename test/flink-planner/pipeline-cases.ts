import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceStyle } from '../../src/core/source.js';
import { readSourceTable } from '../../src/flink/registry/index.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import type { ExpandContext } from '../../src/pipeline/expand.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import type { DesiredResource } from '../../src/core/resource.js';
import type { ConnectorSpec } from '../../src/kinds/connector/spec.js';
import type { DecodeStatementSpec } from '../../src/kinds/decode-statement/spec.js';
import type { TargetTableSpec } from '../../src/kinds/target-table/spec.js';
import { captureTables } from '../../src/simulator/debezium/index.js';
import { inferTable } from '../../src/simulator/flink/index.js';
import { hostOf } from '../../src/simulator/world/invent.js';
import { parseWorld } from '../../src/simulator/world/parse.js';
import type { PlanCase } from './flink-case.js';
import { CHANGING, expectedState, sourceTableSql } from './source-table.js';
import type { SourceKind, SourceTable } from './source-table.js';

const folder = fileURLToPath(new URL('../../pipelines/', import.meta.url));
const world = parseWorld(readFileSync(`${folder}demo.world.yaml`, 'utf8'));
const existing = new Map(world.environments.flatMap(({ clusters }) => clusters).flatMap(({ topics }) => topics).map((topic) => [topic.name, topic]));

const context: ExpandContext = { environment: { id: 'env-1' }, cluster: { id: 'lkc-1', cloud: 'AWS', region: 'us-east-1' }, poolId: () => 'lfcp-1', sourceTable: registeredTable };

/** What is registered for the topics that are there before anything is applied. */
function registeredTable(topic: string, style: SourceStyle): ReturnType<NonNullable<ExpandContext['sourceTable']>> {
  const { keySchema, valueSchema } = existing.get(topic) ?? {};
  return valueSchema === undefined ? undefined : readSourceTable({ keySchema, valueSchema, style });
}

/** The worked examples, as the product expands them, over the tables that Flink shows for the topics of the demo's world. */
export function pipelineCases(): readonly PlanCase[] {
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !name.includes('.world.')).sort();
  const { documents, diagnostics } = readDocuments(new Map(names.map((name) => [`pipelines/${name}`, readFileSync(`${folder}${name}`, 'utf8')])));
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(`pipelines/: ${errors.map((error) => error.summary).join('; ')}`);
  return documents.targets.flatMap((target) =>
    documents.pipelines.filter((pipeline) => pipeline.target === target.name).flatMap((pipeline) => {
      const { resources } = expandPipelines([pipeline], target, context);
      const sources = [...sourceTables(only<ConnectorSpec>(resources, 'connector')), ...existingTables()];
      const tables = only<TargetTableSpec>(resources, 'target-table');
      return only<DecodeStatementSpec>(resources, 'decode-statement').flatMap((statement) => {
        const table = tables.find((candidate) => candidate.table === statement.targetTable);
        const source = sources.find((candidate) => candidate.name === statement.sourceTopic);
        if (!table) throw new Error(`pipeline ${pipeline.name}: ${statement.targetTable} has no CREATE TABLE`);
        if (!source) throw new Error(`pipeline ${pipeline.name}: the demo's world has no table behind the topic ${statement.sourceTopic}`);
        return casesOf(pipeline.name, source, table, statement);
      });
    }),
  );
}

function casesOf(pipeline: string, source: SourceTable, table: TargetTableSpec, statement: DecodeStatementSpec): readonly PlanCase[] {
  const kinds: readonly SourceKind[] = source.columns['val'] === undefined && source.appends !== true && table.changelogMode !== 'append' ? CHANGING : ['append'];
  return kinds.map((kind) => ({
    group: 'worked examples',
    name: `${pipeline} ${source.name} -> ${table.table} from ${kind}`,
    statements: [sourceTableSql(source, kind), table.createStatement.sql, statement.text, table.dropStatement.sql].map((sql) => sql.replace(/;\s*$/, '')),
    state: expectedState(kind, { filtered: statement.text.includes('\nWHERE '), keyCopied: true }),
  }));
}

/** What the connectors leave in Flink's catalog. */
function sourceTables(connectors: readonly ConnectorSpec[]): readonly SourceTable[] {
  return connectors.flatMap(({ config }) => {
    const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value : value.reference]));
    const databases = world.databases.filter((database) => database.host === hostOf(texts));
    return databases.flatMap((database) =>
      captureTables(texts, database).map((captured): SourceTable => {
        const inferred = inferTable({
          name: captured.topic, partitions: captured.topicPartitions, configs: captured.topicConfigs, valueSchema: captured.valueSchema,
          ...(captured.keySchema === undefined ? {} : { keySchema: captured.keySchema }),
        });
        const columns = inferred.columns.map((column) => [column.name, `${column.type}${column.nullable ? '' : ' NOT NULL'}`]);
        return { name: captured.topic, columns: Object.fromEntries(columns) as Record<string, string>, key: inferred.distribution.columns };
      }),
    );
  });
}

/** What Flink makes of the topics of the world. */
function existingTables(): readonly SourceTable[] {
  return [...existing.values()].map(({ name, partitions, configs, keySchema, valueSchema }): SourceTable => {
    const inferred = inferTable({ name, partitions, configs, ...(keySchema === undefined ? {} : { keySchema }), ...(valueSchema === undefined ? {} : { valueSchema }) });
    const columns = inferred.columns.map((column) => [column.name, `${column.type}${column.nullable ? '' : ' NOT NULL'}`]);
    return { name, columns: Object.fromEntries(columns) as Record<string, string>, key: inferred.distribution.columns, appends: inferred.options['changelog.mode'] === 'append' };
  });
}

/** Specs of one kind. The kind of a resource says which spec it has. */
function only<Spec>(resources: readonly DesiredResource[], kind: DesiredResource['kind']): readonly Spec[] {
  return resources.filter((resource) => resource.kind === kind).map((resource) => resource.spec as Spec);
}
