/** A target's name as part of a file's or a ref's name: whatever has a meaning there is written as `%` and two hex digits per byte. */
export function encodeTargetName(target: string): string {
  return target.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
