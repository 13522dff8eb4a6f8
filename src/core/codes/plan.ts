import type { CodeExplanation } from './index.js';

export const planCodes = {
} as const satisfies Record<`CDC5${number}`, CodeExplanation>;
