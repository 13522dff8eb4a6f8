type Config = Readonly<Record<string, string>>;

/** The config key that holds the name of each role, where a foreign connector tells it. */
export const roleKeys: Readonly<Record<string, string>> = {
  slot: 'slot.name',
  publication: 'publication.name',
  outboundServer: 'database.out.server.name',
  checkpointTablePrefix: 'dynamodb.cdc.checkpointing.table.prefix',
};

/**
 * The part of a database's identity within which a name of this role is used once: replication slots belong to the whole
 * PostgreSQL server, publications and the like to one database.
 */
export function scopeOfRole(role: string, databaseIdentity: string): string {
  return role === 'slot' ? databaseIdentity.split('/').slice(0, 3).join('/') : databaseIdentity;
}

/** Whether a foreign connector's config names the server, and for roles of one database the database, of this identity. */
export function readsSameDatabase(role: string, databaseIdentity: string, config: Config): boolean {
  const [, , server, ...path] = databaseIdentity.split('/');
  const host = config['database.hostname'];
  if (host === undefined) return config['dynamodb.service.endpoint']?.replace(/^https?:\/\/|\/$/g, '').toLowerCase() === server;
  if (`${host.toLowerCase()}:${config['database.port'] ?? ''}` !== server) return false;
  const database = config['database.dbname'];
  return role === 'slot' || path.length === 0 || database === undefined || database === path[0];
}
