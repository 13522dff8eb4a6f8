/** Which hosts may receive a credential. Everything else is refused before a byte is sent. */

export type HostVerdict = { readonly allowed: true; readonly url: URL } | { readonly allowed: false; readonly reason: string };

export interface HostGuard {
  /** Judges an address that a request, or a redirect, is about to go to. */
  judge(address: string): HostVerdict;
}

interface AllowedHost {
  readonly name: string;
  /** `*.suffix`: the subdomains of `name`, not `name` itself. */
  readonly subdomains: boolean;
  /** Absent: every port. */
  readonly port?: string;
}

const entryShape = /^(?<wildcard>\*\.)?(?<host>\[[0-9a-f:.]+\]|[^\s/?#@\\:*.[\]][^\s/?#@\\:*[\]]*)(?::(?<port>\d{1,5}))?$/i;

/**
 * A guard that lets credentials go to `https` on confluent.cloud and its subdomains, and to the hosts named in
 * `allowedHosts`: `host`, `host:port`, `*.suffix` or `*.suffix:port`. `http` is for named hosts only.
 * @throws TypeError when an entry has another form.
 */
export function createHostGuard(options: { readonly allowedHosts: readonly string[] }): HostGuard {
  const named = options.allowedHosts.map(parseAllowedHost);
  return {
    judge(address) {
      const reason = structuralObjection(address);
      if (reason !== undefined) return { allowed: false, reason };
      const url = new URL(address);
      if (url.protocol === 'https:' && isConfluentHost(url.hostname)) return { allowed: true, url };
      if (named.some((entry) => covers(entry, url))) return { allowed: true, url };
      return { allowed: false, reason: refusal(url) };
    },
  };
}

/** What is wrong with the address whatever host it names: forms that people and parsers read differently. */
function structuralObjection(address: string): string | undefined {
  if (/[\\\s\u0000-\u001f\u007f]/.test(address)) return 'the address holds a backslash, a space or a control character';
  if (!URL.canParse(address)) return 'the address is not a URL';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `the scheme is ${url.protocol.slice(0, -1)}, not https`;
  if (url.username !== '' || url.password !== '') return 'the address carries user information';
  if (url.hostname.endsWith('.')) return 'the host name ends in a dot';
  return undefined;
}

function isConfluentHost(hostname: string): boolean {
  return hostname === 'confluent.cloud' || hostname.endsWith('.confluent.cloud');
}

function covers(entry: AllowedHost, url: URL): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (entry.port !== undefined && entry.port !== port) return false;
  return entry.subdomains ? url.hostname.endsWith(`.${entry.name}`) : url.hostname === entry.name;
}

function refusal(url: URL): string {
  return isConfluentHost(url.hostname)
    ? `${url.host} would be reached without TLS`
    : `${url.host} is not a Confluent Cloud host and is not in the list of allowed hosts`;
}

function parseAllowedHost(entry: string): AllowedHost {
  const groups = entryShape.exec(entry)?.groups;
  const host = groups?.['host'];
  // The URL parser lowers the case, turns names into punycode and shortens IPv6: compare like with like.
  if (host === undefined || !URL.canParse(`https://${host}/`)) {
    throw new TypeError(`not a host, host:port or *.suffix: ${JSON.stringify(entry)}`);
  }
  const port = groups?.['port'];
  return {
    name: new URL(`https://${host}/`).hostname,
    subdomains: groups?.['wildcard'] !== undefined,
    ...(port === undefined ? {} : { port }),
  };
}
