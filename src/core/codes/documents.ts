import type { CodeExplanation } from './index.js';

export const documentCodes = {
} as const satisfies Record<`CDC1${number}`, CodeExplanation>;
