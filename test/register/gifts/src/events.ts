/** Stored: a form changes with a new version alone. */
export type GiftRequested = {
  readonly type: 'gift.requested';
  readonly data: { readonly lines: number };
};
export type GiftWrapped = {
  readonly type: 'gift.wrapped';
  readonly data: { readonly cards: number };
};
export type GiftDropped = {
  readonly type: 'gift.dropped';
  readonly data: { readonly reason: string };
};

export type GiftEvent = GiftRequested | GiftWrapped | GiftDropped;
