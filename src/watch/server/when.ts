import { html } from '../../report/html/markup.js';
import type { Markup } from '../../report/html/markup.js';
import { formatDuration } from '../../report/duration.js';

/** A moment for people: how long ago, or how soon, with the exact time for who needs it. Milliseconds since the epoch. */
export function when(at: number, now: number): Markup {
  const exact = new Date(at).toISOString();
  return html`<time datetime="${exact}" title="${exact}">${distance(at, now)}</time>`;
}

function distance(at: number, now: number): string {
  const ms = now - at;
  const far = Math.abs(ms) >= 48 * 3_600_000;
  if (far) return new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
  if (Math.abs(ms) < 2_000) return 'now';
  const span = formatDuration(coarse(Math.abs(ms)));
  return ms > 0 ? `${span} ago` : `in ${span}`;
}

/** Nobody needs seconds of an hour. */
function coarse(ms: number): number {
  const unit = ms >= 3_600_000 ? 300_000 : ms >= 120_000 ? 60_000 : 1_000;
  return Math.round(ms / unit) * unit;
}
