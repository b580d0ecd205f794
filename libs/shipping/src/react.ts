import { decimal, millionths } from '#kernel';
import type { Posting, Reaction, Recorded } from '#kernel';
import type { LineQuantity, OrderEvent, ShipmentFact } from '#orders';
import type { ShippingCommand } from './events.js';

const posting = (
  { key, tenant }: Recorded<OrderEvent>,
  command: ShippingCommand,
): Posting<ShippingCommand> => ({ key, tenant, number: key, command });

/** Units of one line may leave several buckets at once; a shipment has them as one. */
const linesOf = (moves: readonly LineQuantity[]): readonly LineQuantity[] => {
  const sums = new Map<string, number>();
  for (const { line, quantity } of moves) {
    sums.set(line, (sums.get(line) ?? 0) + millionths(quantity));
  }
  return [...sums].map(([line, quantity]) => ({ line, quantity: decimal(quantity) }));
};

const recordFact = (shipment: string, fact: ShipmentFact): ShippingCommand =>
  fact.kind === 'dispatch'
    ? { type: 'shipment.record-dispatch', data: { shipment, fact } }
    : { type: 'shipment.record-scan', data: { shipment, fact } };

const orders: Reaction<OrderEvent, ShippingCommand> = (recorded) => {
  const { event } = recorded;
  switch (event.type) {
    case 'line.released': {
      const shipments = event.data.shipments.map(({ shipment, node, moves }) => (
        { shipment, node, lines: linesOf(moves) }
      ));
      return [posting(recorded, { type: 'shipment.plan', data: { shipments } })];
    }
    case 'shipment-fact.accepted':
      return event.data.facts.map(({ shipment, fact }) =>
        posting(recorded, recordFact(shipment, fact)));
    case 'cancel.requested': {
      const { reason, shipments } = event.data;
      return shipments.map(({ shipment, lines }) => posting(recorded, {
        type: 'shipment.cancel', data: { shipment, reason, lines },
      }));
    }
    case 'refusal.requested': {
      const { reason, shipments } = event.data;
      return shipments.map(({ shipment, lines }) => posting(recorded, {
        type: 'shipment.refuse', data: { shipment, reason, lines },
      }));
    }
    default:
      // Every other event leaves the parcels as they are.
      return [];
  }
};

/** What the shipping intake makes of events, by the service that recorded them. */
export const shippingReactions = { orders };
