import type { Command } from 'commander';
import type { Config } from '../config.js';
import { collect } from './program-data.js';
import type { RunIo } from './reconcile.js';

interface ImportFlags {
  readonly target?: string;
  readonly connector: readonly string[];
  readonly topic: readonly string[];
  readonly table: readonly string[];
  readonly out?: string;
  readonly adopt: boolean;
  readonly ledger?: string;
  readonly simulate?: string;
  readonly allowHost: readonly string[];
  readonly allowFiles: readonly string[];
}

/** `reconcile import`: what exists in the account, as Pipelines that plan to no change. */
export function addImport(program: Command, config: Config, io: RunIo, exit: (code: number) => void): void {
  program
    .command('import')
    .description('write Pipelines for what exists in the account, that plan to no change; what they cannot express is named')
    .argument('[paths...]', 'files or folders with the Target, and the pipelines that are written already', ['pipelines'])
    .option('--target <name>', 'the Target to follow; default: the only one')
    .option('--connector <name>', 'only this connector, by name or id (repeatable); default: every source connector, and every topic that none of them fills', collect, [])
    .option('--topic <name>', 'only this topic, which exists without a source connector (repeatable)', collect, [])
    .option('--table <name>', 'only the connector or topic that leads to this table (repeatable)', collect, [])
    .option('--out <folder>', 'write one file per pipeline there instead of all to stdout; overwrites nothing')
    .option('--adopt', 'enter what is imported into the ledger, so that the next plan is empty', false)
    .option('--ledger <url>', 'where the ledger is: file:FOLDER or git:REPOSITORY')
    .option('--simulate [world]', 'the embedded simulator in place of the account: a world file, or the URL of one that serves')
    .option('--allow-host <host>', "a host outside confluent.cloud that may receive credentials (repeatable)", collect, [])
    .option('--allow-files <folder>', 'a folder that ${file:} references may read (repeatable)', collect, [])
    .action(async (paths: string[], { target, connector, topic, table, out, adopt, ledger, simulate, allowHost, allowFiles }: ImportFlags) => {
      const { importPipelines } = await import('./import.js');
      exit(
        await importPipelines(
          {
            paths,
            connectors: connector,
            topics: topic,
            tables: table,
            adopt,
            allowedHosts: allowHost,
            fileRoots: allowFiles,
            ...(target === undefined ? {} : { target }),
            ...(out === undefined ? {} : { out }),
            ...(ledger === undefined ? {} : { ledger }),
            ...(simulate === undefined ? {} : { simulate: simulate === '' ? (true as const) : simulate }),
          },
          config,
          io,
        ),
      );
    });
}
