/** A cell of a table, or text between tables, as GitHub shows it: no HTML, no emphasis, no new column. `code` in backticks stays. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part.replaceAll('|', '\\|') : escaped(part)))
    .join('')
    .replace(/\s*\n\s*/g, ' ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/[\\*_|[\]]/g, '\\$&');
}

/** Text in backticks; more of them around a text that holds one. '' stays empty. */
export function code(text: string): string {
  if (text === '') return '';
  const flat = text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
  return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``;
}

/** A table. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A block of code. */
export function fence(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trimEnd(), '```'];
}
