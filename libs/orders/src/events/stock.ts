import type { Move, StockAnswer, StockRequest } from '../message/quantities.js';

export type LineReserved = {
  readonly type: 'line.reserved';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};

export type LineBackordered = {
  readonly type: 'line.backordered';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};

/** Units that the stock refused rest in `cancelled`; those of an order that stands stay open. */
export type LineRefused = {
  readonly type: 'line.refused';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};

export type LineReserveRequested = {
  readonly type: 'line.reserve-requested';
  readonly data: { readonly requests: readonly StockRequest[] };
};
