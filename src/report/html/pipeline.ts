import type { ComponentStatus } from '../../core/pipeline-status.js';
import { cut, plural } from '../printable.js';
import { healthMark, toneMark } from './health.js';
import { html, lines } from './markup.js';
import type { Markup } from './markup.js';
import { syncWords } from './pipeline-view.js';
import type { PipelineView, Station, Sync, TableRow } from './pipeline-view.js';

const MAX_NAME = 80;
const MAX_STATE = 28;

/** One pipeline: its name, how it is, the way its rows take, and each table's way. At most `maxRows` tables that are healthy. */
export function pipelineMarkup(view: PipelineView, id: string, maxRows: number): Markup {
  return html`<article class="pipeline" id="${id}" aria-labelledby="${id}-n">
<h3 id="${id}-n">${cut(view.name, MAX_NAME)}</h3><p class="marks">${healthMark(view.health)} ${syncMark(view.sync)}</p>
${lineMarkup(view)}
${tablesMarkup(view, id, maxRows)}${testMarkup(view.testStatement)}
</article>
`;
}

export function syncMark(sync: Sync): Markup {
  if (sync.state === 'in sync') return toneMark('healthy', '=', syncWords(sync));
  return toneMark(sync.state === 'unknown' ? 'plain' : 'progressing', sync.state === 'unknown' ? '?' : '≠', syncWords(sync));
}

function lineMarkup({ stations, name }: PipelineView): Markup | undefined {
  if (stations.length === 0) return undefined;
  return html`<ol class="line" aria-label="The way of the rows of ${cut(name, MAX_NAME)}">${stations.map(stationMarkup)}</ol>`;
}

function stationMarkup({ title, text, note, health }: Station): Markup {
  const about = note === undefined ? undefined : health === undefined ? html`<span class="note">${cut(note, MAX_STATE)}</span>` : healthMark(health, cut(note, MAX_STATE));
  return html`<li class="${health ?? 'plain'}"><b>${title}</b><span class="name">${cut(text, MAX_NAME)}</span>${about}</li>`;
}

function tablesMarkup({ rows, columns, name }: PipelineView, id: string, maxRows: number): Markup | undefined {
  if (rows.length === 0) return undefined;
  const unwell = rows.filter(({ health }) => health !== 'healthy').length;
  const shown = rows.slice(0, Math.max(maxRows, Math.min(unwell, maxRows * 3)));
  const hidden = rows.length - shown.length;
  const hiddenUnwell = Math.max(0, unwell - shown.length);
  return html`<details id="${id}-t"${unwell > 0 ? html` open` : undefined}><summary>${plural(rows.length, 'table')}${unwell > 0 ? html`, ${unwell} not healthy` : undefined}</summary>
<div class="scroll" role="group" tabindex="0" aria-label="Tables of ${cut(name, MAX_NAME)}"><table><thead><tr><th scope="col">From</th>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>
${shown.map(rowMarkup)}</tbody></table></div>${hidden > 0 ? html`<p class="note">and ${plural(hidden, 'more table')}, ${hiddenUnwell === 0 ? 'all healthy' : `${hiddenUnwell} of them not healthy`}; <code>reconcile status</code> lists all.</p>` : undefined}</details>`;
}

function rowMarkup({ from, cells }: TableRow): Markup {
  return html`<tr><th scope="row">${cut(from, MAX_NAME)}</th>${cells.map((cell) => html`<td>${cell === undefined ? '–' : cellMarkup(cell)}</td>`)}</tr>
`;
}

/** Names of statements hold a hash that tells nobody anything: their state is what matters. */
function cellMarkup({ name, state, health, remoteId }: ComponentStatus): Markup {
  const mark = healthMark(health, cut(state, MAX_STATE));
  return remoteId === name ? mark : html`${cut(name, MAX_NAME)} ${mark}`;
}

function testMarkup(statement: string | undefined): Markup | undefined {
  return statement === undefined ? undefined : html`<details><summary>See a row arrive</summary><pre tabindex="0">${lines(cut(statement, 600))}</pre></details>`;
}
