import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { Agent } from 'agent-base';
import type { AgentConnectOpts } from 'agent-base';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * Sends all HTTPS requests of this process through the proxy that the environment names (HTTPS_PROXY, ALL_PROXY, not for
 * the hosts of NO_PROXY; lower case wins). The proxy sees host names only: it is asked for a tunnel, and TLS, with every
 * credential, runs inside. Plain HTTP is for loopback and is never sent there. @throws Error that never repeats the value,
 * which may hold a password.
 */
export function useProxy(): void {
  const proxy = getProxyForUrl('https://api.confluent.cloud');
  if (proxy !== '' && !/^https?:$/.test(URL.canParse(proxy) ? new URL(proxy).protocol : '')) {
    throw new Error('HTTPS_PROXY must be the URL of an HTTP proxy, such as http://proxy.example.com:3128');
  }
  https.globalAgent = new ProxyAgent() as unknown as https.Agent;
}

class ProxyAgent extends Agent {
  readonly #direct = new https.Agent({ keepAlive: true });
  readonly #tunnels = new Map<string, HttpsProxyAgent<string>>();

  override connect(_request: ClientRequest, { host, port }: AgentConnectOpts): https.Agent | HttpsProxyAgent<string> {
    const name = host?.includes(':') === true ? `[${host}]` : (host ?? '');
    const proxy = getProxyForUrl(`https://${name}:${port}`);
    if (proxy === '') return this.#direct;
    const tunnel = this.#tunnels.get(proxy) ?? new HttpsProxyAgent(proxy, { keepAlive: true });
    this.#tunnels.set(proxy, tunnel);
    return tunnel;
  }
}
