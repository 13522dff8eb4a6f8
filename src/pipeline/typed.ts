import { secretReference } from '../core/secret.js';
import type { ApprovalSpec, PipelineSpec, TargetSpec } from './documents.js';
import { nodeAt, toPlain, type MappingNode, type Path } from './nodes.js';
import { parseReference } from './secret.js';

/**
 * From checked plain values to typed specs: references become `SecretReference`, numbers and truth values in the escape hatches
 * become the text as written. The shape was checked before; the casts in this file are the only ones.
 */
export function toTargetSpec(root: MappingNode): TargetSpec {
  const spec = plainSpec(root);
  const planes = (spec['credentials'] ?? {}) as Record<string, Record<string, string>>;
  const credentials = Object.entries(planes).map(([plane, pair]) => [plane, toPair(pair)]);
  return { ...spec, ...(spec['credentials'] !== undefined && { credentials: Object.fromEntries(credentials) }) } as unknown as TargetSpec;
}

export function toApprovalSpec(root: MappingNode): ApprovalSpec {
  return plainSpec(root) as unknown as ApprovalSpec;
}

/** `secretKeys`: keys of the source's block that hold references, dotted where nested. */
export function toPipelineSpec(root: MappingNode, secretKeys: readonly string[]): PipelineSpec {
  const spec = plainSpec(root);
  const [name, block] = Object.entries(spec['source'] as Record<string, unknown>)[0]!;
  const source = secretKeys.reduce((value, key) => withSecret(value, key.split('.')), block);
  return {
    ...spec,
    source: { [name]: source },
    tables: (spec['tables'] as Record<string, unknown>[]).map(toTable),
    ...(spec['connector'] !== undefined && { connector: toConnector(root, spec['connector'] as Record<string, unknown>) }),
    ...(spec['flink'] !== undefined && { flink: toFlink(root, spec['flink'] as Record<string, unknown>) }),
  } as unknown as PipelineSpec;
}

function plainSpec(root: MappingNode): Record<string, unknown> {
  return toPlain(root.entries.get('spec')!.value) as Record<string, unknown>;
}

function toPair(pair: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(pair).map(([key, text]) => [key, secretReference(text)]));
}

function withSecret(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === 'string' && parseReference(value) ? secretReference(value) : value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: withSecret((value as Record<string, unknown>)[key], rest) };
}

function toTable(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const options = table['options'] as Record<string, unknown> | undefined;
  if (options?.['retention'] === undefined) return table;
  return { ...table, options: { ...options, retention: String(options['retention']) } };
}

function toConnector(root: MappingNode, connector: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const auth = connector['auth'] as { apiKey?: Record<string, string> } | undefined;
  const config = textsAt(root, ['spec', 'connector', 'config']);
  return {
    ...connector,
    ...(auth?.apiKey && { auth: { apiKey: toPair(auth.apiKey) } }),
    ...(config && { config: Object.fromEntries(config.map(([key, text]) => [key, parseReference(text) ? secretReference(text) : text])) }),
  };
}

function toFlink(root: MappingNode, flink: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const properties = textsAt(root, ['spec', 'flink', 'properties']);
  return { ...flink, ...(properties && { properties: Object.fromEntries(properties) }) };
}

/** The values of a mapping of scalars, each as the text that was written: `1.10` stays `1.10`. */
function textsAt(root: MappingNode, path: Path): readonly (readonly [string, string])[] | undefined {
  const node = nodeAt(root, path);
  if (node?.type !== 'mapping') return undefined;
  return [...node.entries].map(([key, { value }]) => [key, value.type === 'scalar' ? value.text : ''] as const);
}
