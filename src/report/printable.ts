/** Controls, line and paragraph separators, zero-width and bidirectional marks: what could forge or hide output. */
 
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line that a terminal shows as it is: names and messages of the account may hold escape sequences. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most `max` characters, the last one an ellipsis when something is missing. */
export function cut(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  return max <= 0 ? '' : `${characters.slice(0, max - 1).join('')}…`;
}

/** `1 step`, `3 steps`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
