/** Marks a switch as complete: a new member of the union stops the compiler here. */
export function unreachable(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
