/** A command of the runner's: an annotation that belongs to no line. */
export function command(name: 'error' | 'warning' | 'notice', message: string, title: string): string {
  return `::${name} title=${escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escapeData(message)}\n`;
}

/**
 * Runs what prints foreign text while the runner obeys no command in it: it takes any line that looks like one, whoever wrote
 * it. `token` ends the silence and must not be guessable.
 */
export async function silenced<T>(token: string, stdout: (text: string) => void, work: () => Promise<T>): Promise<T> {
  stdout(`::stop-commands::${token}\n`);
  try {
    return await work();
  } finally {
    // On a line of its own, also when what was printed did not end one.
    stdout(`\n::${token}::\n`);
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
