/**
 * What becomes of an append that is cut: it never leaves, it breaks off in its middle, or it lands
 * and its acknowledgement is lost.
 */
export const appendCuts = ['before', 'middle', 'acknowledgement'] as const;
export type AppendCut = (typeof appendCuts)[number];
