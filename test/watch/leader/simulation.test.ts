import { describe, expect, it } from 'vitest';
import { simulateElection } from './simulation.js';

describe('leader election in simulated time', () => {
  it('never lets two replicas write, whatever breaks, and always finds a leader again', { timeout: 120_000 }, async () => {
    let handovers = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const result = await simulateElection({ seed, replicas: 2 + (seed % 2) });
      expect(result.overlaps, `seed ${seed}`).toEqual([]);
      expect(result.leaderAtEnd, `seed ${seed} ends without a leader`).toBeDefined();
      handovers += result.handovers;
    }
    expect(handovers).toBeGreaterThan(500);
  });

  it('this proof can fail: an API that takes stale versions makes two leaders', { timeout: 120_000 }, async () => {
    let overlaps = 0;
    for (let seed = 1; seed <= 20 && overlaps === 0; seed += 1) overlaps += (await simulateElection({ seed, checksVersions: false })).overlaps.length;
    expect(overlaps).toBeGreaterThan(0);
  });
});
