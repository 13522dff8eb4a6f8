/** Keeps credentials out of texts that the service wrote: an error message may quote what we sent. */

const sensitiveName = /password|passwd|passphrase|secret|token|credential|private[._-]?key|api[._-]?key|access[._-]?key|sasl\.jaas|user\.info/i;

/** The string values below a name that is known to hold a secret, anywhere in a request body. */
export function secretValues(body: unknown): readonly string[] {
  if (Array.isArray(body)) return body.flatMap(secretValues);
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    typeof value === 'string' ? (sensitiveName.test(name) && value !== '' ? [value] : []) : secretValues(value),
  );
}

/** The text with every given secret, plain or as it looks inside JSON, a URL or HTML, shown as `***`. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), htmlForm(secret)]);
  // Longest first: a short secret inside a longer one must not leave the rest of it behind.
  const ordered = [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  return ordered.reduce((result, form) => result.replaceAll(form, '***'), text);
}

function htmlForm(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
