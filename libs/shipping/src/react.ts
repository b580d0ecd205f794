import { decimal, millionths } from '#kernel';
import type { Posting, Reaction, Recorded } from '#kernel';
import type {
  LineCancelled,
  LineDelivered,
  LineDeliveryFailed,
  LineLost,
  LineNodeRefused,
  LineQuantity,
  LineRecalled,
  LineReleased,
  LineReserveRequested,
  LineReturnCorrected,
  LineReturned,
  LineReturnedToSender,
  LineShipped,
  LineWithdrawn,
  OrderEvent,
  OrderPlaced,
  OrdersAlone,
  ReturnWithdrawn,
  ShipmentFact,
} from '#orders';
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

const planOf = ({ shipments, promise }: LineReleased['data']): ShippingCommand => ({
  type: 'shipment.plan',
  data: {
    shipments: shipments.map(({ shipment, node, moves, ...more }) => ({
      shipment,
      node,
      lines: more.lines ?? linesOf(moves),
      ...(promise !== undefined && { promise }),
      ...(more.opened === true && { opened: more.opened }),
    })),
  },
});

const recordFact = (shipment: string, fact: ShipmentFact): ShippingCommand =>
  fact.kind === 'dispatch'
    ? { type: 'shipment.record-dispatch', data: { shipment, fact } }
    : { type: 'shipment.record-scan', data: { shipment, fact } };

/** What several shipments are told is one fact all the same, whose id stands in each of them. */
const partOf = (fact: ShipmentFact): ShipmentFact => ({ ...fact, shared: true });

const orders: Reaction<OrderEvent, ShippingCommand> = (recorded) => {
  const { event } = recorded;
  switch (event.type) {
    case 'line.released':
      return [posting(recorded, planOf(event.data))];
    case 'shipment-fact.accepted': {
      const { facts, settles } = event.data;
      return [
        ...facts.map(({ shipment, fact }) =>
          posting(
            recorded,
            recordFact(
              shipment,
              facts.length > 1 && shipment !== recorded.key ? partOf(fact) : fact,
            ),
          ),
        ),
        ...(settles === undefined
          ? []
          : [posting(recorded, { type: 'shipment.settle', data: { id: settles } })]),
      ];
    }
    case 'cancel.requested': {
      const { reason, shipments } = event.data;
      return shipments.map(({ shipment, lines }) =>
        posting(recorded, { type: 'shipment.cancel', data: { shipment, reason, lines } }),
      );
    }
    case 'refusal.requested': {
      const { reason, shipments, goods } = event.data;
      return shipments.map(({ shipment, lines }) =>
        posting(recorded, {
          type: 'shipment.refuse',
          data: { shipment, reason, lines, upTo: true, ...(goods !== undefined && { goods }) },
        }),
      );
    }
    case 'order.edited': {
      const {
        fields,
        terms: { promise },
      } = event.data;
      return fields.some(({ field }) => field === 'promise')
        ? [
            posting(recorded, {
              type: 'shipment.promise',
              data: { ...(promise !== undefined && { promise }) },
            }),
          ]
        : [];
    }
    case 'order.held':
      return [posting(recorded, { type: 'shipment.hold', data: event.data })];
    case 'hold.released':
      return [posting(recorded, { type: 'shipment.release-hold', data: event.data })];
    default:
      return unheard(event);
  }
};

/** Beside the order's own: units that no node has, and what shipping itself has told. */
type Unheard =
  | OrdersAlone
  | LineReturnCorrected
  | OrderPlaced
  | LineReserveRequested
  | LineReturned
  | LineNodeRefused
  | LineWithdrawn
  | ReturnWithdrawn
  | LineCancelled
  | LineShipped
  | LineDelivered
  | LineDeliveryFailed
  | LineLost
  | LineReturnedToSender
  | LineRecalled;

/** A new event has to be named, here or above, before this compiles. */
const unheard = (_event: Unheard): readonly Posting<ShippingCommand>[] => [];

/** What the shipping intake makes of events, by the service that recorded them. */
export const shippingReactions = { orders };
