/** One order's gift wrapping. */
export type GiftState =
  | { readonly stage: 'none' }
  | { readonly stage: 'requested'; readonly lines: number }
  | { readonly stage: 'wrapped'; readonly lines: number; readonly cards: number }
  | { readonly stage: 'dropped' };

export const initial: GiftState = { stage: 'none' };
