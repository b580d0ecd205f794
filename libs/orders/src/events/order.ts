import type { OmsNumber } from '#kernel';
import type { PlaceOrder, OrderFact } from '../commands.js';
import type { Claim, OrderBody } from '../message/body.js';
import type { FieldChange } from '../message/changes.js';

export type OrderPlaced = {
  readonly type: 'order.placed';
  readonly data: {
    readonly number: OmsNumber;
    readonly claim: Claim;
    readonly placedAt: string;
    readonly body: OrderBody;
  };
};

export type OrderRejected = {
  readonly type: 'order.rejected';
  readonly data: { readonly reason: string };
};

export type PlaceConflicted = {
  readonly type: 'order.place-conflicted';
  readonly data: {
    readonly fields: readonly FieldChange[];
    /** What came, until somebody accepts or dismisses it. */
    readonly body?: OrderBody;
  };
};

/**
 * Outside any aggregate, without a version: the orders intake posts `message` again under the
 * next attempt.
 */
export type NumberCollided = {
  readonly type: 'number.collided';
  readonly data: { readonly claim: Claim; readonly message: PlaceOrder | OrderFact };
};

export type OrderAccepted = {
  readonly type: 'order.accepted';
  readonly data: Record<string, never>;
};

export type OrderExpired = { readonly type: 'order.expired'; readonly data: Record<string, never> };

export type OrderCompleted = {
  readonly type: 'order.completed';
  readonly data: Record<string, never>;
};
