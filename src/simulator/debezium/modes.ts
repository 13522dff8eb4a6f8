import type { SourceName } from './world.js';

/** A connector's flat configuration, as the Connect API carries it. */
export type ConnectorConfig = Readonly<Record<string, string>>;

/** The settings of a connector that decide how database types become Connect types (semantics.md 1.1, 1.2.8, 1.3.5). */
export interface Modes {
  readonly decimal: 'precise' | 'double' | 'string';
  readonly time: 'adaptive' | 'adaptive_time_microseconds' | 'connect';
  readonly binary: 'bytes' | 'base64' | 'base64-url-safe' | 'hex';
  readonly interval: 'numeric' | 'string';
  readonly hstore: 'json' | 'map';
  readonly bigintUnsigned: 'long' | 'precise';
  readonly moneyFractionDigits: number;
  readonly includeUnknown: boolean;
}

const PLUGINS: Readonly<Record<SourceName, string>> = {
  postgres: 'PostgresCdcSourceV2',
  mysql: 'MySqlCdcSourceV2',
  sqlserver: 'SqlServerCdcSourceV2',
  oracle: 'OracleXStreamSource',
  dynamodb: 'DynamoDbCdcSource',
};
const CLASSES = new Map(Object.entries(PLUGINS).map(([source, plugin]) => [plugin, source as SourceName]));

const TIME_MODES = {
  postgres: ['adaptive', 'adaptive_time_microseconds', 'connect'],
  mysql: ['adaptive_time_microseconds', 'connect'],
  sqlserver: ['adaptive', 'connect'],
  oracle: ['adaptive', 'connect'],
  dynamodb: ['adaptive'],
} as const satisfies Record<SourceName, readonly [Modes['time'], ...Modes['time'][]]>;

/** The database that a plugin reads; undefined for a class that is no CDC source. */
export function sourceOf(config: ConnectorConfig): SourceName | undefined {
  return CLASSES.get(config['connector.class'] ?? '');
}

/** The plugin class that reads a database. */
export function pluginOf(source: SourceName): string {
  return PLUGINS[source];
}

/** Reads the modes of a configuration, with the plugin's defaults. Throws an Error for a value the plugin does not have. */
export function readModes(config: ConnectorConfig, source: SourceName): Modes {
  const times: readonly Modes['time'][] = TIME_MODES[source];
  return {
    decimal: choice(config, 'decimal.handling.mode', ['precise', 'double', 'string']),
    time: choice(config, 'time.precision.mode', times),
    binary: choice(config, 'binary.handling.mode', ['bytes', 'base64', 'base64-url-safe', 'hex']),
    interval: choice(config, 'interval.handling.mode', ['numeric', 'string']),
    hstore: choice(config, 'hstore.handling.mode', ['json', 'map']),
    bigintUnsigned: choice(config, 'bigint.unsigned.handling.mode', ['long', 'precise']),
    moneyFractionDigits: Number(config['money.fraction.digits'] ?? '2'),
    includeUnknown: flag(config, 'include.unknown.datatypes', false),
  };
}

/** A true/false setting. */
export function flag(config: ConnectorConfig, key: string, otherwise: boolean): boolean {
  const text = config[key];
  return text === undefined || text === '' ? otherwise : text.trim().toLowerCase() === 'true';
}

/** One of a closed set of words; the first is the default. Throws an Error for any other. */
export function choice<T extends string>(config: ConnectorConfig, key: string, words: readonly T[]): T {
  const text = config[key];
  const found = text === undefined || text === '' ? words[0] : words.find((word) => word === text);
  if (found === undefined) throw new Error(`Invalid value ${text} for configuration ${key}: it must be one of ${words.join(', ')}`);
  return found;
}

/** A comma separated list, without blanks. A comma after a backslash does not separate. */
export function list(text: string | undefined, separator: RegExp = /(?<!\\),/): readonly string[] {
  return (text ?? '').split(separator).map((item) => item.trim()).filter((item) => item !== '');
}
