import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config.js';
import { version } from '../version.js';
import { CHANGES_FOUND, exitCodeFor, INVALID_DOCUMENTS, USAGE } from './exit-codes.js';
import type { GateFlags } from './gates.js';
import type { CommandIo } from './io.js';
import { LOG_LEVELS } from './log-level.js';
import type { LogLevel } from './log-level.js';
import { OUTPUT_FORMATS } from './output.js';
import { addDataCommands, collect } from './program-data.js';
import { addWatch } from './program-watch.js';
import { addImport } from './program-import.js';
import type { OutputFormat } from './output.js';
import type { ReconcileCommand, RunIo } from './reconcile.js';

export interface Cli {
  /** Runs one command line and returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** The command line. Each command's code is loaded when it runs, so that starting stays fast. */
export function createCli(config: Config, io: RunIo): Cli {
  return {
    run: async (args) => {
      let code = 0;
      const program = createProgram(config, io, (result) => {
        code = result;
      });
      try {
        await program.parseAsync(args.map(closeSimulate), { from: 'user' });
        return code;
      } catch (thrown) {
        if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : USAGE;
        return explainFailure(thrown, io);
      }
    },
  };
}

/** `--simulate pipelines` means the folder, not a world: a value of it only ever comes after `=`. */
function closeSimulate(arg: string): string {
  return arg === '--simulate' ? '--simulate=' : arg;
}

type SetExit = (code: number) => void;

function createProgram(config: Config, io: RunIo, exit: SetExit): Command {
  const program = new Command('reconcile')
    .description('Makes change-data-capture pipelines on Confluent Cloud what their YAML files say.')
    .version(version)
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .exitOverride()
    .showHelpAfterError('(reconcile --help tells what there is)')
    .enablePositionalOptions()
    .hook('preSubcommand', refuseEarlyFlags);
  addReconcile(program, config, io, exit);
  addDestroy(program, config, io, exit);
  addStatus(program, config, io, exit);
  addVerify(program, config, io, exit);
  addValidate(program, config, io, exit);
  addGraph(program, config, io, exit);
  addSimulate(program, io);
  addLedger(program, config, io, exit);
  addDataCommands(program, config, io, exit);
  addWatch(program, config, io, exit);
  addImport(program, config, io, exit);
  addOffline(program, io, exit);
  return program;
}

/** `reconcile --dry-run destroy` would be a destroy that is none: what comes before a command's name does not reach it. */
function refuseEarlyFlags(program: Command, subcommand: Command): void {
  const early = program.options.find((option) => program.getOptionValueSource(option.attributeName()) === 'cli');
  if (early !== undefined) program.error(`error: '${early.long ?? early.flags}' comes before '${subcommand.name()}': write it after`);
}

/** Flags of every command that reads an account. */
function accountFlags(command: Command, formats: readonly string[] = OUTPUT_FORMATS): Command {
  return command
    .argument('[paths...]', 'files or folders with documents', ['pipelines'])
    .option('--target <name>', 'only this Target (repeatable)', collect, [])
    .option('--pipeline <glob>', 'only pipelines of this name, * and ? allowed (repeatable)', collect, [])
    .option('--simulate [world]', 'work on the embedded simulator: a world file, or the URL of one that is serving')
    .option('--allow-host <host>', 'a host outside confluent.cloud that may receive credentials (repeatable)', collect, [])
    .option('--allow-files <folder>', 'a folder that ${file:} references may read (repeatable)', collect, [])
    .option('--allow-env <name>', 'a variable that documents may name anywhere, * allowed (repeatable)', collect, [])
    .addOption(new Option('--log-level <level>', 'JSON lines on stderr instead of progress, from this level on').choices([...LOG_LEVELS]))
    .addOption(new Option('-o, --output <format>', 'format of the report').choices([...formats]).default('text'))
    .option('--out <file>', 'write the report there instead of to stdout');
}

interface AccountFlags {
  readonly target: readonly string[];
  readonly pipeline: readonly string[];
  readonly simulate?: string;
  readonly allowHost: readonly string[];
  readonly allowFiles: readonly string[];
  readonly allowEnv: readonly string[];
  readonly output: OutputFormat;
  readonly out?: string;
  readonly logLevel?: LogLevel;
}

type CommonOptions = Omit<ReconcileCommand, 'dryRun' | 'yes' | 'expectPlan' | 'detailedExitcode' | 'prune' | 'adopt'>;

function fromFlags(paths: readonly string[], flags: AccountFlags): CommonOptions {
  return {
    paths,
    targets: flags.target,
    pipelines: flags.pipeline,
    allowedHosts: flags.allowHost,
    fileRoots: flags.allowFiles,
    allowedEnv: flags.allowEnv,
    output: flags.output,
    ...(flags.simulate === undefined ? {} : { simulate: flags.simulate === '' ? (true as const) : flags.simulate }),
    ...(flags.out === undefined ? {} : { out: flags.out }),
    ...(flags.logLevel === undefined ? {} : { logLevel: flags.logLevel }),
  };
}

/** Flags of commands that may change the account. */
function applyFlags(command: Command): Command {
  return accountFlags(command)
    .option('--dry-run', 'show the plan and stop', false)
    .option('--yes', 'apply without asking; what destroys data still needs --expect-plan or an Approval', false)
    .option('--expect-plan <fingerprint>', 'apply exactly the plan of this fingerprint')
    .option('--detailed-exitcode', 'a dry run that finds changes exits with 2', false)
    .option('--ledger <url>', 'where the ledger is: file:FOLDER or git:REPOSITORY');
}

interface ApplyFlags extends AccountFlags {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly expectPlan?: string;
  readonly detailedExitcode: boolean;
  readonly ledger?: string;
}

function addReconcile(program: Command, config: Config, io: RunIo, exit: SetExit): void {
  applyFlags(program)
    .option('--prune', 'delete what is ours and no longer in the files', false)
    .option('--adopt', 'take over what exists and is not in the ledger', false)
    .option('--preflight', 'check the source databases of the pipelines that change before anything is applied; errors refuse')
    .option('--no-preflight', "do not, whatever the Target's checks say")
    .option('--check-sql', 'let Flink plan new decode statements without running them; the default when applying, not in a dry run')
    .option('--no-check-sql', 'do not')
    .action(async (paths: string[], flags: ApplyFlags & GateFlags & { prune: boolean; adopt: boolean }) => {
      const { preflight, checkSql } = flags;
      const gates = { ...(preflight === undefined ? {} : { preflight }), ...(checkSql === undefined ? {} : { checkSql }) };
      await runReconcile(paths, flags, { prune: flags.prune, adopt: flags.adopt, gates }, config, io, exit);
    });
}

/** 0: every pipeline is as its files say and healthy. */
function addStatus(program: Command, config: Config, io: RunIo, exit: SetExit): void {
  accountFlags(program.command('status').description('sync and health of each pipeline'))
    .option('--ledger <url>', 'where the ledger is: file:FOLDER or git:REPOSITORY')
    .action(async (paths: string[], flags: AccountFlags & { ledger?: string }) => {
      const { reconcile } = await import('./reconcile.js');
      const ledger = flags.ledger === undefined ? {} : { ledger: flags.ledger };
      const none = { dryRun: true, yes: false, detailedExitcode: false, prune: false, adopt: false };
      const report = await reconcile({ ...fromFlags(paths, flags), ...none, ...ledger, status: true }, config, io);
      const healthy = report.targets.every((target) => target.pipelines.every((pipeline) => pipeline.health === 'healthy'));
      if (report.targets.length === 0 && report.outcome === 'refused') exit(INVALID_DOCUMENTS);
      else exit(healthy && report.outcome === 'converged' ? 0 : 1);
    });
}

/** 0: every stage of every table is proven. */
function addVerify(program: Command, config: Config, io: RunIo, exit: SetExit): void {
  accountFlags(program.command('verify').description('prove that rows move end to end, or tell where they stop; creates only short-lived statements that read'), ['text', 'json', 'markdown'])
    .option('--timeout <duration>', 'how long to wait for what may come up by itself; 0 looks once', '10m')
    .option('--probe', 'write a marked row into the source database, where tables have a "probe", and time its way; it is put back', false)
    .option('--probe-user <name>', 'the database user that writes it; default: the one of the connector')
    .option('--probe-password-env <name>', "environment variable with that user's password")
    .option('--ledger <url>', 'where the ledger is: file:FOLDER or git:REPOSITORY')
    .action(async (paths: string[], flags: Omit<AccountFlags, 'output'> & { output: 'text' | 'json' | 'markdown'; timeout: string; probe: boolean; probeUser?: string; probePasswordEnv?: string; ledger?: string }) => {
      const { verify } = await import('./verify.js');
      const { timeout, probe, output, probeUser, probePasswordEnv } = flags;
      const login = { ...(probeUser === undefined ? {} : { probeUser }), ...(probePasswordEnv === undefined ? {} : { probePasswordEnv }) };
      exit(await verify({ ...fromFlags(paths, flags), output, timeout, probe, ...login, ...(flags.ledger === undefined ? {} : { ledger: flags.ledger }) }, config, io));
    });
}

function addDestroy(program: Command, config: Config, io: RunIo, exit: SetExit): void {
  applyFlags(program.command('destroy').description('tear pipelines down, in the clean-up order')).action(async (paths: string[], flags: ApplyFlags) => {
    await runReconcile(paths, flags, { prune: true, adopt: false, destroy: true }, config, io, exit);
  });
}

async function runReconcile(
  paths: readonly string[],
  flags: ApplyFlags,
  what: Pick<ReconcileCommand, 'prune' | 'adopt' | 'destroy' | 'gates'>,
  config: Config,
  io: RunIo,
  exit: SetExit,
): Promise<void> {
  const { reconcile } = await import('./reconcile.js');
  const { dryRun, yes, expectPlan, detailedExitcode, ledger } = flags;
  const given = { ...(expectPlan === undefined ? {} : { expectPlan }), ...(ledger === undefined ? {} : { ledger }) };
  const report = await reconcile({ ...fromFlags(paths, flags), ...what, ...given, dryRun, yes, detailedExitcode }, config, io);
  exit(dryRun && detailedExitcode && report.outcome === 'planned' ? CHANGES_FOUND : exitCodeFor(report));
}

function addGraph(program: Command, config: Config, io: RunIo, exit: SetExit): void {
  accountFlags(program.command('graph').description('print the plan\'s steps as a Mermaid flowchart')).action(async (paths: string[], flags: AccountFlags) => {
    const { graph } = await import('./graph.js');
    exit(await graph({ ...fromFlags(paths, flags) }, config, io));
  });
}

function addValidate(program: Command, config: Config, io: CommandIo, exit: SetExit): void {
  program
    .command('validate')
    .description('check documents offline, without credentials')
    .argument('[paths...]', 'files or folders with documents', ['pipelines'])
    .addOption(new Option('-o, --output <format>', 'format of the report').choices(['text', 'json', 'github']).default('text'))
    .option('--allow-host <host>', 'a host that a Target\'s endpoints may name (repeatable)', collect, [])
    .option('--allow-files <folder>', 'a folder that ${file:} references may read (repeatable)', collect, [])
    .option('--allow-env <name>', 'a variable that documents may name anywhere, * allowed (repeatable)', collect, [])
    .action(async (paths: string[], { output, allowHost, allowFiles, allowEnv }: Pick<AccountFlags, 'allowHost' | 'allowFiles' | 'allowEnv'> & { output: 'text' | 'json' | 'github' }) => {
      const { validate } = await import('./validate.js');
      const allowed = { allowedHosts: [...allowHost, ...config.allowedHosts], fileRoots: [...allowFiles, ...config.fileRoots], allowedEnv: [...allowEnv, ...config.allowedEnv] };
      exit(await validate({ paths, output, ...allowed }, io));
    });
}

function addSimulate(program: Command, io: RunIo): void {
  program
    .command('simulate')
    .description('serve the embedded Confluent Cloud until stopped')
    .option('--port <number>', 'port; 0 takes a free one', wholeNumber, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--world <file>', 'what the account and the databases hold at first')
    .option('--speed <factor>', 'simulated time per real time', positive, 1)
    .option('--latency <ms>', 'milliseconds that every answer takes', wholeNumber)
    .action(async (flags: { port: number; host: string; world?: string; speed: number; latency?: number }) => {
      const { simulate } = await import('./simulate.js');
      const { port, host, world, speed, latency } = flags;
      await simulate({ port, host, speed, ...(world === undefined ? {} : { world }), ...(latency === undefined ? {} : { latencyMs: latency }) }, io, io.stopping);
    });
}

function addLedger(program: Command, config: Config, io: CommandIo, exit: SetExit): void {
  program
    .command('ledger')
    .description('look at the ledger of a target, mend it, or remove a lease')
    .addArgument(new Argument('<action>').choices(['show', 'repair', 'unlock']))
    .requiredOption('--target <name>', 'the Target whose ledger it is')
    .option('--ledger <url>', 'where the ledger is: file:FOLDER or git:REPOSITORY')
    .option('--json', 'print the document itself', false)
    .option('--yes', 'do what would otherwise be asked', false)
    .action(async (action: 'show' | 'repair' | 'unlock', flags: { target: string; ledger?: string; json: boolean; yes: boolean }) => {
      const { ledgerCommand } = await import('./ledger.js');
      const { target, ledger, json, yes } = flags;
      exit(await ledgerCommand({ action, target, json, yes, ...(ledger === undefined ? {} : { ledgerUrl: ledger }) }, config, io));
    });
}

function addOffline(program: Command, io: CommandIo, exit: SetExit): void {
  program
    .command('schema')
    .description('print the JSON Schema of the documents')
    .option('--out <folder>', 'write the schema files there')
    .option('--kind <kind>', 'only this kind')
    .action(async (flags: { out?: string; kind?: string }) => exit(await (await import('./schema.js')).schema(flags, io)));
  program
    .command('explain')
    .description('tell what a code means and what to do')
    .argument('[code]', 'for example CDC1101')
    .option('--list', 'every code with its title')
    .action(async (code: string | undefined, flags: { list?: boolean }) =>
      exit(await (await import('./explain.js')).explain({ ...flags, ...(code === undefined ? {} : { code }) }, io)),
    );
  program
    .command('init')
    .description('write the first files')
    .argument('[folder]', 'folder of the project', '.')
    .option('--source <name>', 'kind of database')
    .option('--name <name>', 'name of the first pipeline')
    .action(async (dir: string, flags: { source?: string; name?: string }) => exit(await (await import('./init.js')).init({ dir, ...flags }, io)));
}

function explainFailure(thrown: unknown, io: CommandIo): number {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  io.stderr(`reconcile: ${error.message}\n`);
  return error.name === 'UsageError' ? USAGE : 1;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is needed');
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('a number above 0 is needed');
  return value;
}
