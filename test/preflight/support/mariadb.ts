import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../database/support/postgres-server.js';

/** Debian's MariaDB on a port of its own, for the checks that MySQL shares with it. */
export interface MariaDb {
  readonly port: number;
  admin(statements: readonly string[]): void;
  restart(options: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one; or says why it cannot be had. */
export async function startMariaDb(options: readonly string[]): Promise<MariaDb | string> {
  if (!existsSync('/usr/sbin/mariadbd') || !existsSync('/usr/bin/mariadb-install-db')) return 'no MariaDB: apt-get install mariadb-server brings it';
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-mariadb-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  const installed = spawnSync('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--user=mysql', '--auth-root-authentication-method=normal', '--skip-test-db'], { encoding: 'utf8' });
  if (installed.status !== 0) return `no MariaDB: ${installed.stderr.slice(0, 200)}`;
  const port = await freePort();
  let stopped: Promise<void> = Promise.resolve();
  let child = start(options);

  function start(more: readonly string[]) {
    const started = spawn('/usr/sbin/mariadbd', ['--no-defaults', `--datadir=${data}`, '--user=mysql', `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${join(folder, 'pid')}`, ...more], { stdio: 'ignore' });
    stopped = new Promise((resolve) => started.on('exit', () => resolve()));
    return started;
  }
  const client = (input: string) => spawnSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot'], { input, encoding: 'utf8' });
  const ready = async (): Promise<void> => {
    for (let i = 0; i < 100; i += 1) {
      if (client('SELECT 1').status === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('MariaDB does not come up');
  };
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await stopped;
  };
  await ready();
  return {
    port,
    admin: (statements) => {
      const { status, stderr } = client(statements.map((one) => `${one};`).join('\n'));
      if (status !== 0) throw new Error(stderr);
    },
    restart: async (more) => {
      await end();
      child = start(more);
      await ready();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
