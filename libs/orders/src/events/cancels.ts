import type { Move, StockRequest, LineQuantity } from '../message/quantities.js';

/** Cancelled units are wanted again. */
export type CancelUndone = {
  readonly type: 'cancel.undone';
  readonly data: { readonly reason: string; readonly moves: readonly Move[] };
};

export type OrderCancelled = {
  readonly type: 'order.cancelled';
  readonly data: { readonly reason: string };
};

export type LineCancelled = {
  readonly type: 'line.cancelled';
  readonly data: {
    readonly reason: string /** Whose units these were, where a shipment gave them back. */;
    readonly shipment?: string;
    readonly moves: readonly Move[];
    readonly requests: readonly StockRequest[];
  };
};

/** Units already with the node: whether they can still be stopped is shipping's to say. */
export type CancelRequested = {
  readonly type: 'cancel.requested';
  readonly data: {
    readonly reason: string;
    readonly shipments: readonly {
      readonly shipment: string;
      readonly lines: readonly LineQuantity[];
    }[];
  };
};

export type CancelRefused = {
  readonly type: 'cancel.refused';
  readonly data: {
    readonly reason: string;
    readonly shipment?: string;
    readonly lines: readonly LineQuantity[];
  };
};
