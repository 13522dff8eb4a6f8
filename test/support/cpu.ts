/** Processor time of a piece of synchronous work in milliseconds: unlike the time on the wall it is the same on a busy machine. */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
