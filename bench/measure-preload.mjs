// Loaded before a measured program: at its end, what it took goes into the file that BENCH_MEASURE names.
import { writeFileSync } from 'node:fs';

const file = process.env.BENCH_MEASURE;
delete process.env.BENCH_MEASURE;
if (file !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ wallMs: performance.now(), cpuMs: (userCPUTime + systemCPUTime) / 1000, peakKb: maxRSS }));
  });
}
