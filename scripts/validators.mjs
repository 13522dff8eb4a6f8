// Validators of documents as code. Ajv compiles a schema in some 300 ms, at every start; here it does so once, when dist/ is built.
import { build } from 'esbuild';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const source = 'src/pipeline/validators.ts';

/** A module with the same `validatorOf` as src/pipeline/validators.ts, and no compiler. */
export async function validatorsModule() {
  const { KINDS, documentSchema, validatorOptions } = await schemas();
  const ajv = new Ajv2020({ ...validatorOptions, code: { source: true, esm: true } });
  for (const kind of KINDS) ajv.addSchema(documentSchema(kind), kind);
  const code = standaloneCode.default(ajv, Object.fromEntries(KINDS.map((kind) => [kind, kind])));
  return `${code}\nconst validators = { ${KINDS.join(', ')} };\nexport const validatorOf = (kind) => validators[kind];\n`;
}

/** Puts it in the place of the file that compiles. */
export const compiledValidators = {
  name: 'compiled-validators',
  setup({ onLoad }) {
    onLoad({ filter: /src\/pipeline\/validators\.ts$/ }, async () => ({ contents: await validatorsModule(), loader: 'js', resolveDir: process.cwd() }));
  },
};

/** The schemas, from the sources as they are. */
async function schemas() {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-validators-'));
  const outfile = join(folder, 'schemas.mjs');
  try {
    await build({
      stdin: { contents: `export { validatorOptions } from './${source}'; export { KINDS, documentSchema } from './src/pipeline/json-schema.ts';`, resolveDir: process.cwd() },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
