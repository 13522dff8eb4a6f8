// Makes docs/terminal.svg from what the program really prints: node scripts/terminal-svg.mjs
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError, expectCode, onStage, project } from './stage.mjs';

const COLUMNS = 122;
const LINE = 19;
const CHARACTER = 8.1;
const PADDING = 18;
const colors = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#76e3ea', 90: '#8b949e' };

await onStage({ speed: 400, world: 'pipelines/demo.world.yaml' }, async (stage) => {
  const files = join(stage.folder, 'pipelines');
  await cp(join(project, 'pipelines'), files, { recursive: true });
  const args = ['pipelines', '--pipeline', 'shop', '--yes'];
  const run = (more = []) => stage.run([...args, ...more], { cwd: stage.folder, env: { FORCE_COLOR: '1' } });
  const made = await run();
  expectCode(made, 0, 'the apply');
  const edited = await readFile(join(files, 'postgres.yaml'), 'utf8');
  const changed = edited.replace('to: orders\n      key: [id]', 'to: orders\n      key: [customer_id, id]');
  if (changed === edited) throw new DemoError('postgres.yaml no longer holds what is edited here');
  await writeFile(join(files, 'postgres.yaml'), changed);
  const refused = await run();
  expectCode(refused, 3, 'the apply of another key');
  const lines = [
    ...command('reconcile pipelines --pipeline shop --yes'),
    ...part(made.stdout, (line) => line.startsWith('shop is '), (line) => line.startsWith('Target prod-azure')),
    '',
    '\u001b[90m# the same after an edit: key: [id] became key: [customer_id, id]\u001b[39m',
    ...command('reconcile pipelines --pipeline shop --yes'),
    ...part(refused.stdout, (line) => line === 'shop', (line) => line.startsWith('Target prod-azure')),
  ];
  await mkdir(join(project, 'docs'), { recursive: true });
  await writeFile(join(project, 'docs', 'terminal.svg'), svgOf(lines.flatMap(fold)));
  console.log(`docs/terminal.svg: ${lines.length} lines`);
});

function command(text) {
  return [`\u001b[32m$\u001b[39m \u001b[1m${text}\u001b[22m`, ''];
}

/** From the first line that begins it to the line before the one that ends it. */
function part(text, begins, ends) {
  const lines = text.trimEnd().split('\n');
  const from = lines.findIndex((line) => begins(plain(line)));
  if (from < 0) throw new DemoError(`the output has another shape:\n${text}`);
  const to = lines.findIndex((line, index) => index > from && ends(plain(line)));
  return lines.slice(from, to < 0 ? undefined : to).join('\n').trimEnd().split('\n');
}

/** Breaks a long line at a space, as a terminal would, with the indentation that it had. Colours have no width. */
function fold(line) {
  const words = plain(line);
  if (words.length <= COLUMNS) return [line];
  const indent = /^ */.exec(words)?.[0] ?? '';
  const at = words.lastIndexOf(' ', COLUMNS);
  if (at <= indent.length) return [line];
  const cut = positionOf(line, at);
  return [line.slice(0, cut), ...fold(`${indent}${line.slice(cut + 1)}`)];
}

/** Where the visible character of that index is. */
function positionOf(line, index) {
  let position = 0;
  for (let seen = 0; seen < index; ) {
    // eslint-disable-next-line no-control-regex
    const code = /^\u001b\[[0-9;]*m/.exec(line.slice(position))?.[0];
    position += code?.length ?? 1;
    if (code === undefined) seen += 1;
  }
  return position;
}

function svgOf(lines) {
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * PADDING);
  const height = (lines.length + 1) * LINE + PADDING + 20;
  const rows = lines.map((line, index) => `<text x="${PADDING}" y="${PADDING + 34 + index * LINE}">${spans(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: reconcile applies a pipeline, then refuses an edit that would rebuild a table until somebody allows it">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#484f58"><circle cx="20" cy="18" r="5"/><circle cx="38" cy="18" r="5"/><circle cx="56" cy="18" r="5"/></g>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13.4" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`;
}

/** ANSI colours and weights as tspans. */
function spans(line) {
  let state = { bold: false, dim: false, color: undefined };
  // eslint-disable-next-line no-control-regex
  return line.split(/(\u001b\[[0-9;]*m)/).map((piece) => {
    // eslint-disable-next-line no-control-regex
    const codes = /^\u001b\[([0-9;]*)m$/.exec(piece)?.[1];
    if (codes === undefined) return piece === '' ? '' : `<tspan${attributes(state)}>${escape(piece)}</tspan>`;
    for (const code of codes.split(';')) state = next(state, Number(code));
    return '';
  }).join('');
}

function next(state, code) {
  if (code === 0) return { bold: false, dim: false, color: undefined };
  if (code === 1) return { ...state, bold: true };
  if (code === 2) return { ...state, dim: true };
  if (code === 22) return { ...state, bold: false, dim: false };
  return { ...state, color: colors[code] };
}

function attributes({ bold, dim, color }) {
  const fill = color ?? (dim ? '#8b949e' : undefined);
  return `${fill === undefined ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`;
}

function escape(text) {
  // No-break spaces: viewers collapse runs of plain ones.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
}

function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
