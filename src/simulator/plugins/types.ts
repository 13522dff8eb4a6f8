export type PropertyType = 'STRING' | 'BOOLEAN' | 'INT' | 'SHORT' | 'LONG' | 'LIST' | 'PASSWORD';

/** One config key: its type, its default (null: none) and whether a config must have it. */
export type PluginProperty = readonly [type: PropertyType, fallback: string | null, required: boolean];

export type PluginProperties = Readonly<Record<string, PluginProperty>>;
