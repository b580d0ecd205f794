import type { Content } from '#kernel';
import type { Withheld, Move, StockRequest, Goods, LineQuantity } from '../message/quantities.js';

export type LineNodeRefused = {
  readonly type: 'line.node-refused';
  readonly data: {
    readonly id?: string;
    readonly content?: Content;
    readonly shipment?: string;
    readonly reason: string /** What became of the units; absent: they can be sold. */;
    readonly goods?: Withheld;
    readonly moves: readonly Move[];
    readonly requests: readonly StockRequest[];
  };
};

/** The node refused units that are planned already: shipping takes them out (`shipment.refuse`). */
export type RefusalRequested = {
  readonly type: 'refusal.requested';
  readonly data: {
    readonly reason: string;
    readonly goods?: Goods;
    readonly shipments: readonly {
      readonly shipment: string;
      readonly lines: readonly LineQuantity[];
    }[];
  };
};
