/** What is shown of the shipments of an order. */
import type { WaitingFact } from '#kernel';
import type { ShipmentFact, ShipmentNews } from '#orders';

/** A fact as people see it; voided by a correction it stays in the history. */
export type HistoryFact = ShipmentFact & { readonly voided: true | undefined };

export interface ShipmentDocument extends ShipmentNews {
  /** As its order promised when it was planned. */
  readonly promise: string | undefined;
  /** By occurred time, at most `historyFactsMax`: the newest. */
  readonly history: readonly HistoryFact[];
  /** Its order does not let it go: facts told that it left. */
  readonly opened: true | undefined;
  /** How many older facts the history no longer shows; undefined while it shows all. */
  readonly earlier: number | undefined;
}

/** All shipments of one order, in the order of their planning. */
export interface ShipmentsDocument {
  readonly omsNumber: string;
  readonly tenant: string;
  readonly shipments: readonly ShipmentDocument[];
  /** Facts that wait for a shipment to be planned; the newest `waitingMax` shipments. */
  readonly waiting: readonly Waiting[];
}

/** Facts that one tenant has told of a shipment that is not planned. */
export interface Waiting {
  readonly tenant: string;
  readonly shipment: string;
  /** Of the event that kept the first of them. */
  readonly place: string;
  /** The newest ones. */
  readonly facts: readonly WaitingFact[];
}
