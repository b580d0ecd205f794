import { never } from '#kernel';
import type { OmsNumber, Posting, Reaction, Recorded } from '#kernel';
import type { ReservationAnswer, StockEvent, StockReturned } from '#inventory';
import type { ShipmentDispatched, ShippingEvent } from '#shipping';
import type { Claim } from './message/body.js';
import type { OrderCommand, OrderFact, PlaceOrder, RecordShipment } from './commands.js';
import type { OrderEvent } from './events.js';
import type { NumberCollided } from './events/order.js';
import { stockReturnId } from './facts/goods-back.js';

const nothing: readonly Posting<OrderCommand>[] = [];

const heard = (tenant: string, { order, ...answer }: ReservationAnswer): Posting<OrderCommand> => ({
  key: order,
  tenant,
  number: order,
  command: { type: 'order.record-stock', data: answer },
});

/** Every answer of a ledger goes to the order that it names. */
/** Goods that a node booked by SKU, and for which order: it learns that they are back. */
const broughtBack = (
  key: string,
  tenant: string,
  { id, order, quantity, condition, isBooked, unit }: StockReturned['data'],
): readonly Posting<OrderCommand>[] => {
  if (order === undefined || isBooked === true) return nothing;
  // The key of a stock item is tenant/node/sku, and a SKU may have slashes.
  const [, node = '', ...rest] = key.split('/');
  const sku = rest.join('/');
  return [
    {
      key: order,
      tenant,
      number: order,
      command: {
        type: 'order.record-return',
        data: {
          id: stockReturnId(node, sku, id),
          lines: [],
          node,
          disposition: condition === 'available' ? 'restocked' : 'quarantined',
          goods: { sku, quantity, ...(unit !== undefined && { unit }), id },
        },
      },
    },
  ];
};

const inventory: Reaction<StockEvent, OrderCommand> = ({ event, key, tenant }) => {
  switch (event.type) {
    case 'stock.reserved':
    case 'stock.backordered':
    case 'stock.refused':
    case 'stock.released':
    case 'stock.issued':
    case 'stock.recalled':
      return event.data.answer === undefined ? nothing : [heard(tenant, event.data.answer)];
    case 'stock.backorder-filled':
      return event.data.fills.map(({ answer }) => heard(tenant, answer));
    case 'stock.returned':
      return broughtBack(key, tenant, event.data);
    case 'stock.received':
    case 'stock.adjusted':
    case 'stock.counted':
    case 'stock.shortfall':
      return nothing;
    default:
      return never(event);
  }
};

const reported = (
  { key, tenant }: Recorded<ShippingEvent>,
  data: RecordShipment['data'],
): readonly Posting<OrderCommand>[] => [
  { key, tenant, number: key, command: { type: 'order.record-shipment', data } },
];

/** Told of once, where it stands: the others that it changes only follow. */
const correctionOf = ({
  news,
  fact,
  of,
}: ShipmentDispatched['data']): Pick<RecordShipment['data'], 'correction'> => {
  const { id, corrects, reason } = fact;
  if (corrects === undefined || corrects === id) return {};
  const isFollowing = of !== undefined && of !== news.shipment && of.includes('-S');
  if (isFollowing) return {};
  return { correction: { id, corrects, ...(reason !== undefined && { reason }) } };
};

/** A dispatch of this very shipment. */
const isOwn = ({ news, fact, of = news.shipment }: ShipmentDispatched['data']): boolean =>
  fact.kind === 'dispatch' && of === news.shipment;

/** What shipping says of a shipment, as it stands after the event. */
const shipping: Reaction<ShippingEvent, OrderCommand> = (recorded) => {
  const { event } = recorded;
  switch (event.type) {
    case 'shipment.planned':
    case 'shipment.promised':
    case 'shipment.held':
    case 'shipment.hold-released':
      return nothing;
    case 'shipment-fact.kept': {
      const { news, concerns } = event.data;
      if (news !== undefined) return reported(recorded, { what: 'status', news, lines: [] });
      const { key, tenant } = recorded;
      return concerns === undefined
        ? nothing
        : [
            {
              key,
              tenant,
              number: key,
              command: { type: 'order.record-concerns', data: { concerns } },
            },
          ];
    }
    case 'shipment.dispatched':
    case 'tracking.updated':
    case 'shipment.delivered':
    case 'shipment.delivery-failed':
    case 'shipment.lost':
    case 'shipment.returned-to-sender':
      return reported(recorded, {
        what: 'status',
        news: event.data.news,
        lines: [],
        ...correctionOf(event.data),
        ...(isOwn(event.data) && { fact: event.data.fact.id }),
      });
    case 'shipment.withdrawn':
      return reported(recorded, { what: 'withdrawn', ...event.data });
    case 'shipment.refused':
      return reported(recorded, { what: 'refused', ...event.data });
    case 'shipment.cancelled':
      return reported(recorded, { what: 'cancelled', ...event.data });
    case 'shipment.cancel-refused':
      return reported(recorded, { what: 'cancel-refused', ...event.data });
    default:
      return never(event);
  }
};

type Claiming = PlaceOrder | OrderFact;

/** The same message, claiming the number of the next attempt. */
const claimingNext = (message: Claiming, claim: Claim, number: OmsNumber): Claiming => {
  switch (message.type) {
    case 'order.place':
      return { type: message.type, data: { ...message.data, number, claim } };
    case 'order.cancel':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.record-payment':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.correct-payment':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.record-dispatch':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.record-scan':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.record-refusal':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.record-return':
      return { type: message.type, data: { ...message.data, claim } };
    case 'order.raise-exception':
      return { type: message.type, data: { ...message.data, claim } };
    default:
      return never(message);
  }
};

/** The claim that a message goes on with, and the time that chooses its number's epoch. */
export const nextClaim = ({
  claim,
  message,
}: NumberCollided['data']): { readonly claim: Claim; readonly placedAt?: string } => {
  const next: Claim = { ...claim, attempt: claim.attempt + 1 };
  const placedAt =
    claim.placedAt ?? (message.type === 'order.place' ? message.data.body.placedAt : undefined);
  return placedAt === undefined ? { claim: next } : { claim: next, placedAt };
};

export interface OrderReactions {
  readonly inventory: Reaction<StockEvent, OrderCommand>;
  readonly shipping: Reaction<ShippingEvent, OrderCommand>;
  readonly orders: Reaction<OrderEvent, OrderCommand>;
}

/**
 * What the orders intake makes of events, by the service that recorded them. `numberOf` gives the
 * number of a claim: a message whose number belongs to another reference goes on to the number of
 * its next attempt.
 */
export const orderReactions = (
  numberOf: (claim: Claim, placedAt?: string) => OmsNumber,
): OrderReactions => {
  const goesOn = (
    tenant: string,
    collided: NumberCollided['data'],
  ): readonly Posting<OrderCommand>[] => {
    const { claim, placedAt } = nextClaim(collided);
    const number = numberOf(claim, placedAt);
    const command = claimingNext(collided.message, claim, number);
    return [{ key: number, tenant, number, command }];
  };
  return {
    inventory,
    shipping,
    orders: ({ event, tenant }) =>
      event.type === 'number.collided' ? goesOn(tenant, event.data) : nothing,
  };
};
