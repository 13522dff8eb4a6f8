/** Real time, for short waits on other processes. Waits for the account go by the engine's clock instead. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
