import { printable } from '../printable.js';

/** HTML that is safe to send. Only `html` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Texts are escaped; nothing is shown for `undefined`. */
export type MarkupValue = string | number | Markup | undefined | readonly MarkupValue[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** For text and for quoted attributes; names and messages may hold anything, control and bidirectional characters too. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (character) => escapes[character]!);
}

/** A template whose values cannot become markup. Attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.map((part, at) => part + (at < values.length ? shown(values[at]) : '')).join(''));
}

function shown(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(shown).join('');
}

/** Lines of a message, each shown as a line. */
export function lines(text: string, max = 12): Markup {
  const all = text.trim().split(/\r?\n/);
  const kept = all.slice(0, max).map((line) => escapeHtml(line.replaceAll('\t', '  ')));
  return new Markup([...kept, ...(all.length > max ? [`… ${all.length - max} more lines`] : [])].join('<br>'));
}
