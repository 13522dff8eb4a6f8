// HEALTHCHECK of the image: asks /healthz of `reconcile watch`, on the port of its --listen. Any other command, and a watch that serves nothing, is well while
// it runs. The image has no curl.
import { readFileSync } from 'node:fs';

const words = readFileSync(process.argv[2] ?? '/proc/1/cmdline', 'utf8').split('\0').filter((word) => word !== '');
const given = words.flatMap((word, at) => (word === '--listen' ? [words[at + 1] ?? ''] : word.startsWith('--listen=') ? [word.slice('--listen='.length)] : []));
const listen = given.at(-1) ?? '127.0.0.1:8080';
if (!words.includes('watch') || listen === 'off') process.exit(0);
const host = listen.slice(0, listen.lastIndexOf(':'));
const own = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
const answer = await fetch(`http://${own}:${listen.slice(listen.lastIndexOf(':') + 1)}/healthz`, { signal: AbortSignal.timeout(4000) }).catch((error) => ({ ok: false, text: async () => String(error.cause ?? error) }));
process.stdout.write(await answer.text());
process.exit(answer.ok ? 0 : 1);
