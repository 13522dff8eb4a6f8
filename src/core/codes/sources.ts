import type { CodeExplanation } from './index.js';

export const sourceCodes = {
} as const satisfies Record<`CDC2${number}`, CodeExplanation>;
