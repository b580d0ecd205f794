/** What the clients of a run know: what they were told, and when. */

/** A request that was acknowledged. */
export interface Acknowledged {
  readonly kind: 'order' | 'probe' | 'cancel' | 'receipt';
  /** The reference of an order, the id of a receipt, the idempotency key of a cancel. */
  readonly id: string;
  /** The key of its record: the OMS number, or `tenant/node/sku`. */
  readonly key: string;
  readonly token: string;
  /** When it was asked for the first time; Unix milliseconds. */
  readonly postedAtMs: number;
  /** The types of the events that the answer named; undefined where it named none. */
  readonly told: readonly string[] | undefined;
}

/** A record that a broker acknowledged, on the topic of the channels. */
export interface Published {
  readonly partition: number;
  readonly offset: number;
  /** The order's reference. */
  readonly id: string;
}

/** A fault, as far as a partition felt it. */
export interface Touch {
  readonly kind: string;
  readonly atMs: number;
  readonly partitions: readonly number[];
}

export interface Ledger {
  readonly acknowledged: readonly Acknowledged[];
  readonly published: readonly Published[];
  readonly touches: readonly Touch[];
}
