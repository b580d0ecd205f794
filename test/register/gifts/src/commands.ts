/** Stored: a form changes with a new version alone. */
export type RequestGift = {
  readonly type: 'gift.request';
  /** Lines of the order: a card goes with each. */
  readonly data: { readonly lines: number };
};
export type WrapGift = { readonly type: 'gift.wrap'; readonly data: Record<string, never> };
export type DropGift = { readonly type: 'gift.drop'; readonly data: { readonly reason: string } };

export type GiftCommand = RequestGift | WrapGift | DropGift;
