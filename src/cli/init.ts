import { join } from 'node:path';
import { combinedSchema, printSchema } from '../pipeline/json-schema.js';
import { sourceOf, sources } from '../sources/index.js';
import { suggest } from '../pipeline/suggest.js';
import { credentialsFile, pipelineFile, targetFile } from './init-templates.js';
import { exitCodes, type CommandIo } from './io.js';

export interface InitOptions {
  /** Folder of the project. Default: the working folder. */
  readonly dir?: string;
  /** Kind of database. Default: the first of the registry. */
  readonly source?: string;
  /** Name of the first pipeline. Default: `shop`. */
  readonly name?: string;
}

const CREDENTIALS = 'cdc-credentials.properties';
/** `secrets/`: where the README puts what the container reads. */
const IGNORED = [CREDENTIALS, 'secrets/', '.reconcile/'];

/** `reconcile init`: first files. Never overwrites one; running it again writes what is missing. */
export async function init(options: InitOptions, io: CommandIo): Promise<number> {
  const names = Object.keys(sources);
  const source = sourceOf(options.source ?? names[0]!);
  if (!source) {
    const near = suggest(options.source ?? '', names);
    io.stderr(`There is no source ${JSON.stringify(options.source)}. ${near ? `Did you mean ${near}?` : `Sources are ${names.join(', ')}.`}\n`);
    return exitCodes.usage;
  }
  const name = options.name ?? 'shop';
  if (!/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name) || name === 'target') {
    io.stderr(`${JSON.stringify(name)} cannot be the name of a pipeline: lower case letters, digits and dashes, and not "target".\n`);
    return exitCodes.usage;
  }
  const dir = options.dir ?? '.';
  const files: readonly (readonly [path: string, text: string])[] = [
    [join(dir, 'pipelines', 'target.yaml'), targetFile(CREDENTIALS)],
    [join(dir, 'pipelines', `${name}.yaml`), pipelineFile(name, source, CREDENTIALS)],
    [join(dir, CREDENTIALS), credentialsFile(source)],
    [join(dir, 'schema', 'pipeline.schema.json'), printSchema(combinedSchema())],
  ];
  // First of all: should this be ended half way, no secret may be left that git does not ignore.
  await ignoreSecrets(join(dir, '.gitignore'), io);
  for (const [path, text] of files) {
    const written = await io.writeFile(path, text, { createOnly: true });
    io.stdout(`${written ? 'Wrote' : 'Kept, it exists:'} ${path}\n`);
  }
  io.stdout(`\nNext:\n  1. Put your ids into ${files[0]![0]} and your tables into ${files[1]![0]}.\n  2. Put your keys into ${files[2]![0]}. It is ignored by git; never commit it.\n  3. Open them in an editor with YAML support: the schema completes and explains every key.
  4. Run "reconcile validate", then "reconcile --dry-run".\n`);
  return exitCodes.ok;
}

async function ignoreSecrets(path: string, io: CommandIo): Promise<void> {
  const before = await io.readFile(path);
  const lines = (before ?? '').split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const missing = IGNORED.filter((entry) => !lines.includes(entry));
  if (missing.length === 0) {
    io.stdout(`Kept, it is complete: ${path}\n`);
    return;
  }
  const separator = before && !before.endsWith('\n') ? '\n' : '';
  await io.writeFile(path, `${before ?? ''}${separator}${missing.join('\n')}\n`);
  io.stdout(`${before === undefined ? 'Wrote' : 'Added to'} ${path}: ${missing.join(', ')}\n`);
}
