import { withoutUserinfo } from '../../git/command.js';
import type { Environment } from '../../git/command.js';

export interface AccessOptions {
  readonly url: string;
  /** A token for https, read anew for every call: tokens are rotated. */
  readonly readToken?: () => Promise<string>;
  /** File with a private key, for ssh. */
  readonly deployKey?: string;
  /** File with the hosts' keys; what ssh knows by itself when left out. */
  readonly knownHosts?: string;
}

/** What git has to be told so that it gets in. Travels in the environment: nothing of it stands in a file or a list of processes. */
export interface Access {
  readonly env: Environment;
  readonly config: readonly (readonly [key: string, value: string])[];
}

/**
 * How git reaches the repository.
 * @throws Error when the token's file cannot be read, or holds no token.
 */
export async function gitAccess({ url, readToken, deployKey, knownHosts }: AccessOptions): Promise<Access> {
  const origin = originOf(url);
  const config: (readonly [string, string])[] = [];
  const token = readToken === undefined ? passwordOf(url) : await oneLine(readToken);
  if (token !== undefined && origin !== undefined) {
    // Any user name does at GitHub, GitLab and Gitea; where it matters (deploy tokens, Bitbucket) the URL has it.
    const user = userOf(url) ?? 'x-access-token';
    config.push([`http.${origin}/.extraHeader`, `Authorization: Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`]);
    // Else a rejected token would be tried again with whatever a helper of the machine knows.
    config.push(['credential.helper', '']);
  }
  const ssh = deployKey === undefined && knownHosts === undefined ? {} : { GIT_SSH_COMMAND: sshCommand(deployKey, knownHosts) };
  return { env: { GIT_SSH_VARIANT: 'ssh', ...ssh }, config };
}

/** Asks nothing, tries no other key, and never takes the key of a host on trust. */
function sshCommand(deployKey: string | undefined, knownHosts: string | undefined): string {
  return [
    'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes',
    ...(deployKey === undefined ? [] : [`-o IdentitiesOnly=yes -i ${quoted(deployKey)}`]),
    ...(knownHosts === undefined ? [] : [`-o UserKnownHostsFile=${quoted(knownHosts)}`]),
  ].join(' ');
}

/** Git hands the command to a shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function originOf(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).origin;
}

async function oneLine(readToken: () => Promise<string>): Promise<string> {
  const token = (await readToken()).trim();
  if (token === '' || /[\r\n]/.test(token)) throw new Error('The file of the git token does not hold one line with a token.');
  return token;
}

/** A URL that may be stored and shown: https has its user and password in a header, ssh needs its user. */
export function withoutSecrets(url: string): string {
  return /^https?:/i.test(url) ? withoutUserinfo(url) : url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:]*):[^/@]*@/i, '$1@');
}

function passwordOf(url: string): string | undefined {
  if (originOf(url) === undefined) return undefined;
  const { password } = new URL(url);
  return password === '' ? undefined : decodeURIComponent(password);
}

function userOf(url: string): string | undefined {
  const name = new URL(url).username;
  return name === '' ? undefined : decodeURIComponent(name);
}
