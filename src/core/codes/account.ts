import type { CodeExplanation } from './index.js';

export const accountCodes = {
} as const satisfies Record<`CDC4${number}`, CodeExplanation>;
