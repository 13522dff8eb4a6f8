import type { Health } from '../../core/resource.js';
import { html } from './markup.js';
import type { Markup } from './markup.js';

/** Shapes differ, so that nobody depends on colours. */
const glyphs = { healthy: '●', progressing: '◐', degraded: '▲', paused: '◼', missing: '○' } as const satisfies Record<Health, string>;

/** A mark with a word that says what it means; `words` instead of the health itself. */
export function healthMark(health: Health, words: string = health): Markup {
  return html`<span class="mark ${health}"><span aria-hidden="true">${glyphs[health]}</span> ${words}</span>`;
}

/** The same for something that has no health: how a run or a comparison ended. */
export function toneMark(tone: 'healthy' | 'progressing' | 'degraded' | 'plain', glyph: string, words: string): Markup {
  return html`<span class="mark ${tone}"><span aria-hidden="true">${glyph}</span> ${words}</span>`;
}
