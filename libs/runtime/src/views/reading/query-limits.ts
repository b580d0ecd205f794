export const queryLimits = { pollMs: 4, generationCheckMs: 1_000, behindCheckMs: 50 } as const;
