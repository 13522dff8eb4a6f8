import type { CodeExplanation } from './index.js';

export const applyCodes = {
} as const satisfies Record<`CDC6${number}`, CodeExplanation>;
