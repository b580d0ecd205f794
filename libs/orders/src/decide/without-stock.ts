/** Lines that need no stock: the order itself answers for them what a ledger would. */
import { decimal } from '#kernel';
import type { OrderEvent } from '../events.js';
import type { StockAnswer } from '../message/quantities.js';
import type { Placed } from '../state.js';
import type { Line } from '../state/line.js';
import { tallyOf } from '../state/tally.js';
import { nothing } from './outcome.js';
import { recordStock } from './stock.js';

/** All that is asked for is there. */
const answerOf = ({ line, request, asked, released, issued, refused }: Line): StockAnswer => ({
  line,
  request,
  reserved: decimal(asked - released - issued),
  backordered: decimal(0),
  refused: decimal(refused),
  issued: decimal(issued),
});

/** All that wait for an answer at once: an order may have nothing but such lines. */
export const withoutStock = (state: Placed): readonly OrderEvent[] =>
  tallyOf(state.lines).untracked === 0
    ? nothing
    : state.lines
        .filter(({ trackStock, awaiting }) => !trackStock && awaiting)
        .flatMap((line) =>
          recordStock(state, { type: 'order.record-stock', data: answerOf(line) }),
        );
