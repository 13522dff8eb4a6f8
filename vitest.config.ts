import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Vitest would leave one core of two free; the tests wait on simulators and databases more than they compute.
    maxWorkers: 3,
    // Far beyond what any test needs: what ends one is a hang, not a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/core/**', 'src/pipeline/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
