// Bundles the command line and the GitHub Action into dist/: a small entry each, one chunk per command that is loaded when it runs.
import { build } from 'esbuild';
import { compiledValidators } from './validators.mjs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { reconcile: 'src/main.ts', action: 'src/action.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  define: { RECONCILE_VERSION: JSON.stringify(version) },
  // CommonJS packages in the bundle still ask for Node's own modules through require.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  plugins: [compiledValidators],
  logLevel: 'warning',
});
const entry = 'dist/reconcile.js';
await writeFile(entry, `#!/usr/bin/env node\n${await readFile(entry, 'utf8')}`);
await chmod(entry, 0o755);
