/** One command that the runner obeyed. */
export interface ObeyedCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const KNOWN = ['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'internal-set-repo-path', 'notice', 'remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'];

/**
 * What the runner does with the lines of a step, of both streams: `::name props::data` after any blanks, and the older
 * `##[name props]data` anywhere in a line, unless commands are stopped (actions/runner, ActionCommand and ActionCommandManager).
 */
export function obey(log: string): readonly ObeyedCommand[] {
  const obeyed: ObeyedCommand[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const known = stopped === undefined ? KNOWN : [...KNOWN, stopped.toLowerCase()];
    const command = newer(line, known) ?? older(line, known);
    if (command === undefined) continue;
    if (stopped !== undefined) {
      if (command.name.toLowerCase() === stopped.toLowerCase()) stopped = undefined;
      continue;
    }
    if (command.name.toLowerCase() === 'stop-commands') stopped = command.data;
    else obeyed.push(command);
  }
  return obeyed;
}

function newer(line: string, known: readonly string[]): ObeyedCommand | undefined {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  return end < 0 ? undefined : commandOf(text.slice(2, end), text.slice(end + 2), ',', known);
}

function older(line: string, known: readonly string[]): ObeyedCommand | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? undefined : commandOf(line.slice(start + 3, end), line.slice(end + 1), ';', known);
}

function commandOf(info: string, data: string, separator: string, known: readonly string[]): ObeyedCommand | undefined {
  const space = info.indexOf(' ');
  const name = space < 0 ? info : info.slice(0, space);
  if (!known.includes(name.toLowerCase())) return undefined;
  const pairs = space < 0 ? [] : info.slice(space + 1).split(separator).map((pair) => pair.split(/=(.*)/s, 2) as [string, string?]);
  return { name, properties: Object.fromEntries(pairs.filter(([, value]) => value !== undefined).map(([key, value]) => [key.trim(), unescape(value!)])), data: unescape(data) };
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}
