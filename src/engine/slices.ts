/**
 * Takes steps to their end, and after each what has arrived from the network meanwhile: a page of a list is answered by the
 * request for the next one at once, though there are seconds of work to do.
 */
export async function inSlices<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
