import type { Move, LineQuantity, StockRequest } from '../message/quantities.js';

/** It goes to its nodes without waiting for money. */
export type OrderReleasedAnyway = {
  readonly type: 'order.released-anyway';
  readonly data: { readonly reason: string };
};

/** Units of a node are ready and wait for others of it until then. */
export type ReleaseScheduled = {
  readonly type: 'release.scheduled';
  readonly data: { readonly node: string; readonly at: string };
};

/** They have waited long enough. */
export type ReleaseDue = { readonly type: 'release.due'; readonly data: { readonly node: string } };

export type OrderHeld = {
  readonly type: 'order.held';
  readonly data: { readonly hold: string; readonly reason: string };
};

export type HoldReleased = {
  readonly type: 'hold.released';
  readonly data: { readonly hold: string };
};

export interface ReleasedTo {
  readonly shipment: string;
  readonly node: string;
  readonly moves: readonly Move[];
  /** As many as it must have then at least, where it was there before. */
  readonly lines?: readonly LineQuantity[];
  /** Facts told that they left, and no policy lets them go: the node is asked for nothing. */
  readonly opened?: true;
}

export type LineReleased = {
  readonly type: 'line.released';
  readonly data: {
    readonly shipments: readonly ReleasedTo[];
    /** When they shall arrive. */ readonly promise?: string;
  };
};

/**
 * Units that facts took into a shipment, and of which none says that they left: reserved again, or
 * waiting in the backorder queue, or at rest, as they were before.
 */
export type LineWithdrawn = {
  readonly type: 'line.withdrawn';
  readonly data: {
    readonly shipment: string;
    /** Reserved again. */ readonly moves: readonly Move[];
    readonly waiting?: readonly Move[];
    readonly resting?: readonly Move[];
    /** What waits or rests is the stock's again. */ readonly requests?: readonly StockRequest[];
    /** Shipping has heard all that was told under this id. */ readonly settled?: string;
  };
};
