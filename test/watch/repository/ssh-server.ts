import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Where distributions put it; it insists on being started by its whole path. */
const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path));

export const hasSshd = sshd !== undefined;

export interface SshServer {
  /** Of a repository at this path, as this process' own user. */
  url(path: string): string;
  /** The private key that is let in, and one that is not. */
  readonly key: string;
  readonly otherKey: string;
  /** A known_hosts file with this host's key, and one with another key. */
  readonly knownHosts: string;
  readonly otherHosts: string;
  close(): Promise<void>;
}

/** A real sshd as an ordinary process on loopback, with a host key of its own, that lets one key in to fetch and push and nothing else. */
export async function startSshServer(folder: string): Promise<SshServer> {
  const file = (name: string): string => join(folder, name);
  for (const name of ['host', 'other-host', 'deploy', 'other']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)]);
  const publicKey = (name: string): string => readFileSync(file(`${name}.pub`), 'utf8').trim();
  const port = await freePort();
  writeFileSync(file('authorized'), `restrict ${publicKey('deploy')}\n`, { mode: 0o600 });
  writeFileSync(file('known'), `[127.0.0.1]:${port} ${publicKey('host')}\n`);
  writeFileSync(file('known-other'), `[127.0.0.1]:${port} ${publicKey('other-host')}\n`);
  // As root it wants a place to lock its unprivileged half into, which its service would have made.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  writeFileSync(file('sshd_config'), [
    `Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${file('host')}`, `AuthorizedKeysFile ${file('authorized')}`, 'PidFile none',
    'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'StrictModes no', 'PermitRootLogin prohibit-password', 'UsePAM no',
  ].join('\n'));
  const child = spawn(sshd!, ['-D', '-e', '-f', file('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      if (said.includes('Server listening')) resolve();
    });
    child.once('close', (code) => reject(new Error(`sshd ended with ${code}: ${said}`)));
  });
  return {
    url: (path) => `ssh://${userInfo().username}@127.0.0.1:${port}${path}`,
    key: file('deploy'),
    otherKey: file('other'),
    knownHosts: file('known'),
    otherHosts: file('known-other'),
    close: () => new Promise((resolve) => {
      child.once('close', () => resolve());
      child.kill('SIGTERM');
    }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
