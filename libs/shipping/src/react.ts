import { decimal, millionths, never } from '#kernel';
import type { Posting, Reaction, Recorded } from '#kernel';
import type { LineQuantity, LineReleased, OrderEvent, ShipmentFact } from '#orders';
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

const planOf = ({ shipments }: LineReleased['data']): ShippingCommand => ({
  type: 'shipment.plan', data: { shipments: shipments.map(({ shipment, node, moves }) => (
    { shipment, node, lines: linesOf(moves) })) },
});

const recordFact = (shipment: string, fact: ShipmentFact): ShippingCommand =>
  fact.kind === 'dispatch'
    ? { type: 'shipment.record-dispatch', data: { shipment, fact } }
    : { type: 'shipment.record-scan', data: { shipment, fact } };

const orders: Reaction<OrderEvent, ShippingCommand> = (recorded) => {
  const { event } = recorded;
  switch (event.type) {
    case 'line.released':
      return [posting(recorded, planOf(event.data))];
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
    // These leave the parcels as they are: they tell of the order, its money and its promises, …
    case 'order.placed':
    case 'order.accepted':
    case 'order.rejected':
    case 'order.expired':
    case 'order.cancelled':
    case 'order.completed':
    case 'order.place-conflicted':
    case 'order.held':
    case 'hold.released':
    case 'number.collided':
    case 'payment.recorded':
    case 'promise.made':
    case 'promise.at-risk':
    case 'promise.missed':
    case 'exception.raised':
    case 'exception.resolved':
    case 'fact.kept':
    case 'fact.applied':
    case 'line.reserved':
    case 'line.backordered':
    case 'line.refused':
    case 'line.reserve-requested':
    case 'line.returned':
    // … or of units: those that no node has, and what shipping itself has told.
    case 'line.node-refused':
    case 'line.cancelled':
    case 'line.shipped':
    case 'line.delivered':
    case 'line.delivery-failed':
    case 'line.lost':
    case 'line.returned-to-sender':
    case 'line.recalled':
    case 'shipment-status.recorded':
    case 'cancel.refused':
      return [];
    default:
      return never(event);
  }
};

/** What the shipping intake makes of events, by the service that recorded them. */
export const shippingReactions = { orders };
