import type { Diagnostic, SourceRange } from '../../core/diagnostic.js';

/** A value in a field of secrets that is not a reference. The value is not repeated, whatever it is. */
export function literalSecret(value: unknown, where: string, range: SourceRange): Diagnostic {
  const attempted = typeof value === 'string' && /\$\{(?:env|file|var):|^\$\{|^\$[A-Z]/.test(value);
  if (attempted) return badReference(where, range);
  return {
    code: 'CDC1301',
    severity: 'error',
    summary: `${where} holds a literal; secrets are written as references.`,
    detail: 'The value is not shown here. If it is a real secret and was ever committed, change it at its source.',
    fix: 'Write ${env:NAME}, ${file:path} or ${file:path.properties:KEY}.',
    range,
  };
}

/** A text that tries to be a reference to a secret and is not one. Its parts may be secret: it is not repeated. */
export function badReference(where: string, range: SourceRange): Diagnostic {
  return {
    code: 'CDC1302',
    severity: 'error',
    summary: `${where} is not a correctly written reference.`,
    detail: 'A reference is the whole value, with nothing before or after it and no other reference inside.',
    fix: 'Write ${env:NAME}, ${file:path} or ${file:path.properties:KEY}.',
    range,
  };
}
