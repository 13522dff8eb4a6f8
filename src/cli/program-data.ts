import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Config } from '../config.js';
import type { GenerateCommand } from './generate.js';
import type { CommandIo } from './io.js';
import type { PreflightCommand, PreflightOutput } from './preflight.js';

type SetExit = (code: number) => void;

/** The commands that open the source databases themselves; both only read. */
export function addDataCommands(program: Command, config: Config, io: CommandIo, exit: SetExit): void {
  addPreflight(program, config, io, exit);
  addGenerate(program, config, io, exit);
}

interface PreflightFlags {
  readonly target: readonly string[];
  readonly pipeline: readonly string[];
  readonly allowHost: readonly string[];
  readonly allowFiles: readonly string[];
  readonly allowEnv: readonly string[];
  readonly output: PreflightOutput;
  readonly out?: string;
  readonly fixSql?: string;
  readonly passwordEnv?: string;
  readonly timeout?: number;
  readonly account: boolean;
  readonly simulate?: string;
  readonly verbose: boolean;
}

function addPreflight(program: Command, config: Config, io: CommandIo, exit: SetExit): void {
  program
    .command('preflight')
    .description('check the source databases, and tell the SQL that mends what is missing')
    .argument('[paths...]', 'files or folders with documents', ['pipelines'])
    .option('--target <name>', 'only this Target (repeatable)', collect, [])
    .option('--pipeline <glob>', 'only pipelines of this name, * and ? allowed (repeatable)', collect, [])
    .option('--allow-host <host>', "a host outside confluent.cloud that may receive credentials (repeatable)", collect, [])
    .option('--allow-files <folder>', 'a folder that ${file:} references may read (repeatable)', collect, [])
    .option('--allow-env <name>', 'a variable that documents may name anywhere, * allowed (repeatable)', collect, [])
    .addOption(new Option('-o, --output <format>', 'format of the report').choices(['text', 'json', 'markdown']).default('text'))
    .option('--out <file>', 'write the report there instead of to stdout')
    .option('--fix-sql <file>', 'write the SQL that mends what was found there')
    .option('--password-env <name>', 'environment variable with a password that replaces those of the pipelines')
    .option('--timeout <ms>', 'milliseconds for each check', milliseconds)
    .option('--account', 'ask the account too where the connectors stand, and whether the database still has what comes next', false)
    .option('--simulate [world]', 'with --account: the embedded simulator in place of the account')
    .option('--verbose', 'list the passed checks too', false)
    .action(async (paths: string[], flags: PreflightFlags) => {
      const { preflight } = await import('./preflight.js');
      exit(await preflight(preflightOf(paths, flags), config, io));
    });
}

function preflightOf(paths: readonly string[], flags: PreflightFlags): PreflightCommand {
  const { target, pipeline, allowHost, allowFiles, allowEnv, output, out, fixSql, passwordEnv, timeout, account, simulate, verbose } = flags;
  return {
    paths,
    targets: target,
    pipelines: pipeline,
    allowedHosts: allowHost,
    fileRoots: allowFiles,
    allowedEnv: allowEnv,
    output,
    verbose,
    account,
    ...(simulate === undefined ? {} : { simulate: simulate === '' ? (true as const) : simulate }),
    ...(out === undefined ? {} : { out }),
    ...(fixSql === undefined ? {} : { fixSql }),
    ...(passwordEnv === undefined ? {} : { passwordEnv }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
}

interface GenerateFlags extends Omit<GenerateCommand, 'out'> {
  readonly output?: string;
  readonly target?: string;
  readonly topic: readonly string[];
  readonly subjectPrefix?: string;
  readonly simulate?: string;
  readonly allowHost: readonly string[];
}

function addGenerate(program: Command, config: Config, io: CommandIo, exit: SetExit): void {
  program
    .command('generate')
    .description("write a Pipeline with explicit columns, from a live database's catalogue or from registered schemas")
    .argument('[paths...]', 'with --from schemas: files or folders with the Target', ['pipelines'])
    .requiredOption('--from <url>', 'the database, without a password: postgres://user@host/database; or "schemas": what is registered in the account')
    .option('--tables <glob>', 'database: only tables of this name (repeatable)', collect, [])
    .option('--target <name>', 'schemas: the Target to read; default: the only one')
    .option('--topic <glob>', 'schemas: only topics of this name (repeatable)', collect, [])
    .option('--subject-prefix <text>', 'schemas: only topics whose subjects begin so')
    .option('--name <name>', "the pipeline's name; default: the database's or the connector's")
    .addOption(new Option('--format <format>', 'database: format of the records').choices(['AVRO', 'JSON_SR', 'PROTOBUF']))
    .option('-o, --output <file>', 'file to write, which must not exist; default: stdout')
    .option('--password-env <name>', 'database: environment variable of the password')
    .option('--simulate [world]', 'schemas: the embedded simulator in place of the account')
    .option('--allow-host <host>', "schemas: a host outside confluent.cloud that may receive credentials (repeatable)", collect, [])
    .action(async (paths: string[], flags: GenerateFlags) => exit(await runGenerate(paths, flags, config, io)));
}

async function runGenerate(paths: readonly string[], { output, target, topic, subjectPrefix, simulate, allowHost, ...command }: GenerateFlags, config: Config, io: CommandIo): Promise<number> {
  const out = output === undefined ? {} : { out: output };
  if (command.from !== 'schemas') {
    const { generate } = await import('./generate.js');
    return generate({ ...command, ...out }, config, io);
  }
  const { generateFromSchemas } = await import('./generate-schemas.js');
  const given = {
    ...(target === undefined ? {} : { target }),
    ...(subjectPrefix === undefined ? {} : { subjectPrefix }),
    ...(command.name === undefined ? {} : { name: command.name }),
    ...(simulate === undefined ? {} : { simulate: simulate === '' ? (true as const) : simulate }),
  };
  return generateFromSchemas({ paths, topics: topic, allowedHosts: allowHost, fileRoots: [], ...given, ...out }, config, io);
}

/** Values of a flag that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function milliseconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number of milliseconds is needed');
  return Number(text);
}
