import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import { renderDiagnostics } from '../report/diagnostics.js';
import { renderMermaid } from '../report/mermaid.js';
import { exitCodes } from './io.js';
import type { RunIo } from './reconcile.js';
import { runTarget } from './run-target.js';
import { select } from './select.js';
import { openSession } from './session.js';
import type { SessionOptions } from './session.js';

export interface GraphCommand extends SessionOptions {
  readonly targets: readonly string[];
  readonly pipelines: readonly string[];
}

/** `reconcile graph`: one Mermaid flowchart of the plan's steps per target. Reads only. */
export async function graph(command: GraphCommand, config: Config, io: RunIo): Promise<number> {
  const session = await openSession(command, config, io);
  try {
    const { documents, diagnostics, files } = session.loaded;
    if (hasErrors(diagnostics)) {
      io.stderr(renderDiagnostics(diagnostics, files, { color: io.color }));
      return exitCodes.invalid;
    }
    let code = 0;
    for (const { target, pipelines } of select(documents, command.targets, command.pipelines)) {
      const report = await runTarget({
        session,
        place: { cwd: io.cwd, env: config.env },
        events: () => undefined,
        ...(config.ledger === undefined ? {} : { ledgerUrl: config.ledger }),
        request: { target, pipelines, inScope: () => true, prune: false, adopt: false },
        options: { concurrency: 1 },
      });
      if (report.plan !== undefined) io.stdout(`${renderMermaid(report.plan)}\n`);
      else {
        io.stderr(renderDiagnostics(report.diagnostics, files, { color: io.color }));
        code = 1;
      }
    }
    return code;
  } finally {
    await session.close();
  }
}
