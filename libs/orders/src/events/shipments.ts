import type { Content } from '#kernel';
import type { ShipmentNews, Correction, ShipmentFact } from '../message/parcels.js';
import type { Move, StockRequest } from '../message/quantities.js';
import type { LeftAgain } from './returns.js';

interface Followed {
  readonly news: ShipmentNews;
  readonly moves: readonly Move[];
  /** The issue of units that leave the stock with this; empty where they left it before. */
  readonly requests: readonly StockRequest[];
  readonly correction?: Correction;
  /** Units that left again from where a return had booked them, which is not where they wait. */
  readonly again?: readonly LeftAgain[];
}

export type LineShipped = { readonly type: 'line.shipped'; readonly data: Followed };
export type LineDelivered = { readonly type: 'line.delivered'; readonly data: Followed };
export type LineDeliveryFailed = { readonly type: 'line.delivery-failed'; readonly data: Followed };
export type LineLost = { readonly type: 'line.lost'; readonly data: Followed };

export type LineReturnedToSender = {
  readonly type: 'line.returned-to-sender';
  readonly data: Followed;
};

/**
 * A correction takes a departure back: the units are with the node as before, and the requests ask
 * the stock for them anew.
 */
export type LineRecalled = { readonly type: 'line.recalled'; readonly data: Followed };

/** News of a shipment that moves no unit (a dispatch time that came after the delivery). */
export type ShipmentStatusRecorded = {
  readonly type: 'shipment-status.recorded';
  readonly data: {
    readonly news: ShipmentNews;
    readonly correction?: Correction;
    /** The dispatch of which it tells. */ readonly fact?: string;
  };
};

export type ShipmentFactAccepted = {
  readonly type: 'shipment-fact.accepted';
  readonly data: {
    /** Of the one fact that all of these are. */ readonly content?: Content;
    /** Its own id: once all have come, what facts took to a node and has not left is given back. */
    readonly settles?: string;
    readonly facts: readonly { readonly shipment: string; readonly fact: ShipmentFact }[];
  };
};
