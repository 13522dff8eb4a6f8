import { join } from 'node:path';
import { combinedSchema, KINDS, printSchema, publishedSchema, schemaFiles, type Kind } from '../pipeline/json-schema.js';
import { suggest } from '../pipeline/suggest.js';
import { printPreflightSchema } from '../report/preflight-schema.js';
import { printReportSchema } from '../report/report-schema.js';
import { printVerifySchema } from '../report/verify-schema.js';
import { exitCodes, type CommandIo } from './io.js';

export interface SchemaOptions {
  /** Write the files of `schema/` there instead of printing. */
  readonly out?: string;
  /** Only this kind's schema. */
  readonly kind?: string;
}

/** `reconcile schema`: the JSON Schema of the documents, for editors and other tools. */
export async function schema(options: SchemaOptions, io: CommandIo): Promise<number> {
  const kind = KINDS.find((known) => known.toLowerCase() === options.kind?.toLowerCase());
  if (options.kind !== undefined && !kind) {
    const near = suggest(options.kind, KINDS);
    io.stderr(`There is no kind ${JSON.stringify(options.kind)}. ${near ? `Did you mean ${near}?` : `Kinds are ${KINDS.join(', ')}.`}\n`);
    return exitCodes.usage;
  }
  if (options.out === undefined) {
    io.stdout(printSchema(kind ? publishedSchema(kind) : combinedSchema()));
    return exitCodes.ok;
  }
  for (const [name, text] of kind ? kindFile(kind) : allFiles()) {
    const path = join(options.out, name);
    const changed = (await io.readFile(path)) !== text;
    if (changed) await io.writeFile(path, text);
    io.stdout(`${changed ? 'Wrote' : 'Unchanged:'} ${path}\n`);
  }
  return exitCodes.ok;
}

/** The documents' schema, and those of what `-o json` writes. */
function allFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...schemaFiles(),
    ['report.schema.json', printReportSchema()],
    ['verify.schema.json', printVerifySchema()],
    ['preflight.schema.json', printPreflightSchema()],
  ]);
}

function kindFile(kind: Kind): ReadonlyMap<string, string> {
  return new Map([[`${kind.toLowerCase()}.kind.schema.json`, printSchema(publishedSchema(kind))]]);
}
