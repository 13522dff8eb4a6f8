import { Document, isMap, isScalar, visit } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import { isSecretReference } from '../core/secret.js';
import type { ImportedPipeline, ImportedTable, ImportOrigin } from '../import/pipeline.js';
import { printable } from '../report/printable.js';

const SCHEMA = 'yaml-language-server: $schema=../schema/pipeline.schema.json';

/** An imported pipeline as YAML with comments. The same account gives the same text. */
export function renderImported({ name, origin: from, title, spec, tables, named }: ImportedPipeline, origin = originOf(from, title)): string {
  const { targets, source, topicPrefix, format, tables: specs, ...others } = spec;
  const document = new Document(plain({
    apiVersion: 'cdc-reconciler/v1',
    kind: 'Pipeline',
    metadata: { name },
    spec: { targets, source, ...(topicPrefix === undefined ? {} : { topicPrefix }), format, tables: specs, ...others },
  }));
  document.commentBefore = [` ${SCHEMA}`, ` ${printable(origin)}`].join('\n');
  tables.forEach((table, index) => annotateTable(document, index, table));
  visit(document, { Seq: (_key, node) => void (node.items.every(isScalar) && (node.flow = true)) });
  if (named.length > 0) document.comment = ['', ' Not imported:', ...named.map(({ what, why }) => `   ${printable(`${what}: ${why}`)}`)].join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function originOf(from: ImportOrigin | undefined, title: string): string {
  const secrets = from?.what === 'connector' ? ' Secrets are not told by the account: set the variables.' : '';
  return `Imported from ${from === undefined ? title : `${from.what} ${from.name} (${title})`} and what follows from it.${secrets}`;
}

function annotateTable(document: Document, index: number, { why, notes }: ImportedTable): void {
  const path = ['spec', 'tables', index];
  const node = document.getIn(path, true);
  if (!isMap(node)) return;
  comment(node.get('decode', true), why);
  const columns = node.get('columns', true);
  if (isMap(columns)) {
    for (const pair of (columns as YAMLMap).items) {
      flow(pair.value);
      comment(pair.value, notes?.columns[String(isScalar(pair.key) ? pair.key.value : pair.key)]);
    }
  }
  if (notes !== undefined && notes.table.length > 0) node.commentBefore = notes.table.map((line) => ` ${printable(line)}`).join('\n');
}

function flow(node: unknown): void {
  if (isMap(node)) node.flow = true;
}

function comment(node: unknown, words: string | undefined): void {
  if (words !== undefined && (isScalar(node) || isMap(node))) (node as Node).comment = ` ${printable(words)}`;
}

/** References as users write them. */
function plain(value: unknown): unknown {
  if (isSecretReference(value)) return value.reference;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, plain(inner)]));
}
