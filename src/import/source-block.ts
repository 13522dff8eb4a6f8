import { isSecretReference, secretReference } from '../core/secret.js';
import type { ConfigValue, ConnectorAuth, ConnectorConfig, DatabaseSource, Format, JsonSchema, SourceInput } from '../core/source.js';
import { isMasked, sameNames, standingAt } from '../kinds/connector/spec.js';
import { blockFieldOf, ownerOf } from '../pipeline/checks/owned-keys.js';
import { blockValue, reference, schemaAt } from './block-value.js';

/** A connector of the account, as far as reading it back needs. */
export interface ConnectorFacts {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface ReadBlockInput {
  readonly source: DatabaseSource<unknown>;
  readonly connector: ConnectorFacts;
  readonly pipeline: string;
  readonly format: Format;
  readonly auth: ConnectorAuth;
  readonly topicPrefix: string;
  readonly tables: readonly string[];
}

/** The YAML that makes a connector's config, or what of it no YAML makes. */
export interface ReadBlock {
  readonly block: Readonly<Record<string, unknown>>;
  /** For `connector.config`. */
  readonly config: Readonly<Record<string, string>>;
  /** Settings that no field expresses, each with the reason. */
  readonly problems: readonly string[];
  /** Settings of no plugin that we know: left as they are. */
  readonly unknown: readonly string[];
}

/** What the server adds (confluent-api.md 3.1), and the key it keeps for a service account. */
const ADDED = /^(cloud\.(environment|provider)|connector\.crn|kafka\.(endpoint|region|dedicated|max\.partition\.validation\.disable|api\.(key|secret))|schema\.registry\.url|valid\.kafka\.api\.key|confluent\.(custom\.plugin\.type|resource\.connector\.tier)|config\.internal\..*)$/;

/** Settings that the block's other fields decide: which login it gives, whether it gives a wallet. */
const FOLLOWS: ReadonlySet<string> = new Set(['authentication.method', 'database.tls.mode']);

/**
 * Finds the source block, and the entries of `connector.config`, that expand to exactly the config that a connector has.
 * The block's own fields come first; the search is the expansion itself, so what it finds is right by construction.
 */
export function readBlock(input: ReadBlockInput): ReadBlock {
  const { source, connector } = input;
  const actual = Object.fromEntries(Object.entries(connector.config).filter(([key]) => !ADDED.test(key) || key.startsWith('kafka.api.')));
  const problems: string[] = [];
  let block = startingBlock(input, actual);
  const expand = (given: Record<string, unknown>, config: ConnectorConfig = {}): ConnectorConfig => source.expand(sourceInput(input, given, config)).connector.config;
  // A field may bring others with it: how long records stay counts only where they are deleted.
  for (let before = ''; before !== JSON.stringify(block); ) {
    before = JSON.stringify(block);
    block = withStanding(block, expand(block), actual, source);
  }
  block = pruned(block, input, expand);
  const config: Record<string, string> = {};
  const expanded = expand(block);
  for (const key of new Set([...Object.keys(expanded), ...Object.keys(actual)])) {
    const want = actual[key] ?? defaultOf(source, key);
    const problem = settle(key, want, expanded[key], input, config);
    if (problem !== undefined) problems.push(problem);
  }
  const unknown = Object.keys(config).filter((key) => !Object.hasOwn(source.connector.properties, key) && !/^(?:transforms|predicates)(?:\.|$)/.test(key));
  for (const key of unknown) delete config[key];
  return { block: inOrder(block, source.blockSchema), config, problems, unknown };
}

/** Puts a setting that the block does not make right into `config`, or says why that cannot be. */
function settle(key: string, want: string | undefined, have: ConfigValue | undefined, { source, pipeline }: ReadBlockInput, config: Record<string, string>): string | undefined {
  if (want === have || isSecretReference(have) || (want !== undefined && sameNames(key, want, have))) return undefined;
  if (have === undefined && (want === undefined || want === defaultOf(source, key))) return undefined;
  if (want === undefined && key === 'database.include.list') return undefined;
  if (key === 'kafka.api.key' || key === 'kafka.api.secret') return undefined;
  const owner = ownerOf(key, source);
  if (owner !== undefined || want === undefined || key === 'after.state.only') return `its "${key}" is ${want === undefined ? 'not set' : JSON.stringify(want)}, ${owner === undefined ? 'which no field says' : `which ${owner} cannot say`}`;
  config[key] = isMasked(want) ? reference(pipeline, key) : want;
  return undefined;
}

/** Every field of the block that the config has a value for. */
function startingBlock({ source, pipeline }: ReadBlockInput, actual: Readonly<Record<string, string>>): Record<string, unknown> {
  let block: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(actual)) {
    const path = blockFieldOf(key, source);
    if (path === undefined || FOLLOWS.has(key)) continue;
    const secret = isMasked(value) || source.secretKeys.includes(path.join('.'));
    const written = secret ? secretReference(reference(pipeline, key)) : blockValue(key, value, schemaAt(source.blockSchema, path));
    if (written !== undefined) block = withField(block, path, written);
  }
  return byRegion(block);
}

/** The region in place of the service's own endpoint in it. */
function byRegion(block: Record<string, unknown>): Record<string, unknown> {
  const region = /^https:\/\/[a-z]+\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?\/?$/.exec(String(block['endpoint'] ?? ''))?.[1];
  if (region === undefined) return block;
  const { endpoint: _endpoint, ...others } = block;
  return { region, ...others };
}

/** Without the fields that make no difference, and are not asked for. Required ones stay. */
function pruned(block: Record<string, unknown>, input: ReadBlockInput, expand: (block: Record<string, unknown>) => ConnectorConfig): Record<string, unknown> {
  const { blockSchema, secretKeys } = input.source;
  const required = (blockSchema['required'] ?? []) as readonly string[];
  const whole = JSON.stringify(sorted(expand(block)));
  const asks = (given: Record<string, unknown>): number => input.source.check(sourceInput(input, given)).length;
  let result = block;
  for (const path of pathsOf(block)) {
    if (secretKeys.includes(path.join('.')) || (path.length === 1 && required.includes(path[0]!))) continue;
    const without = withoutField(result, path);
    try {
      if (JSON.stringify(sorted(expand(without))) === whole && asks(without) <= asks(result)) result = without;
    } catch {
      // A field that the expansion cannot do without.
    }
  }
  return result;
}

/** As the schema lists the fields: what a reader looks for first comes first. */
function inOrder(block: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> {
  const order = Object.keys((schema['properties'] ?? {}) as object);
  const entries = Object.entries(block).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return Object.fromEntries(entries.map(([key, value]) => [key, isPlain(value) ? inOrder(value, schemaAt(schema, [key])) : value]));
}

function sourceInput({ connector, topicPrefix, format, auth, tables }: ReadBlockInput, block: Record<string, unknown>, config: ConnectorConfig = {}): SourceInput<unknown> {
  return { connectorName: connector.name, topicPrefix, format, auth, block, tables, config };
}

function defaultOf(source: DatabaseSource<unknown>, key: string): string | undefined {
  return standingAt(source.connector.properties, key);
}

/** What the connector was never given stands at the plugin's default, which need not be ours. */
function withStanding(block: Record<string, unknown>, expanded: ConnectorConfig, actual: Readonly<Record<string, string>>, source: DatabaseSource<unknown>): Record<string, unknown> {
  let result = block;
  for (const [key, value] of Object.entries(expanded)) {
    const standing = defaultOf(source, key);
    const path = blockFieldOf(key, source);
    if (actual[key] === undefined && standing !== undefined && standing !== value && path !== undefined) result = withField(result, path, blockValue(key, standing, schemaAt(source.blockSchema, path)));
  }
  return result;
}

function pathsOf(block: Record<string, unknown>): readonly (readonly string[])[] {
  return Object.entries(block).flatMap(([key, value]) => (isPlain(value) ? [...Object.keys(value).map((inner) => [key, inner]), [key]] : [[key]]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isSecretReference(value);
}

function withField(block: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  if (rest.length === 0) return { ...block, [key]: value };
  return { ...block, [key]: withField((block[key] ?? {}) as Record<string, unknown>, rest, value) };
}

function withoutField(block: Record<string, unknown>, [key = '', ...rest]: readonly string[]): Record<string, unknown> {
  const { [key]: inner, ...others } = block;
  if (rest.length === 0 || !isPlain(inner)) return others;
  const left = withoutField(inner, rest);
  return Object.keys(left).length === 0 ? others : { ...block, [key]: left };
}

function sorted(config: ConnectorConfig): readonly (readonly [string, ConfigValue])[] {
  return Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
}
