/**
 * A secret by reference. The value is never held here: only the client that sends it resolves the reference.
 * Printing, serialising or inspecting a reference shows the reference's text, which is not secret.
 */
export interface SecretReference {
  readonly type: 'secret';
  /** As written: `${env:NAME}`, `${file:path}` or `${file:path.properties:KEY}`. */
  readonly reference: string;
}

export function secretReference(reference: string): SecretReference {
  return { type: 'secret', reference };
}

export function isSecretReference(value: unknown): value is SecretReference {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'secret';
}

/** Resolves a reference to its value, at the moment of sending. @throws Error naming the reference when it cannot. */
export type SecretResolver = (secret: SecretReference) => Promise<string>;
