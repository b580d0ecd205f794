import { decimal } from '#kernel';
import type { Quantity } from '#kernel';
import type { ReservationRequest, StockEvent } from '../events.js';
import { backorderedOf, unqueued } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';

/** Units that left beyond what the books can count: nobody waits for them any more either. */
export const givenUp = (
  held: Reservation,
  beyond: Quantity,
  request: ReservationRequest,
  counted: { readonly countedIn?: string },
): { readonly after: Reservation; readonly events: readonly StockEvent[] } => {
  const fromBackordered = Math.min(beyond, backorderedOf(held));
  const fromReserved = Math.min(beyond - fromBackordered, held.reserved);
  if (fromBackordered + fromReserved === 0) return { after: held, events: [] };
  const after = { ...unqueued(held, fromBackordered), reserved: held.reserved - fromReserved };
  const { order, line } = request;
  return {
    after,
    events: [
      {
        type: 'stock.released',
        data: {
          order,
          line,
          quantity: decimal(fromBackordered + fromReserved),
          fromBackordered: decimal(fromBackordered),
          fromReserved: decimal(fromReserved),
          request,
          ...counted,
        },
      },
    ],
  };
};
