import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A certificate for 127.0.0.1 that vouches for itself: `ca.crt` in the folder, and both halves as PEM. */
export function selfSigned(folder: string): { readonly key: string; readonly cert: string } {
  const file = (name: string): string => join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=kubernetes', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('key.pem'), '-out', file('ca.crt')], { stdio: 'ignore' });
  return { key: readFileSync(file('key.pem'), 'utf8'), cert: readFileSync(file('ca.crt'), 'utf8') };
}
