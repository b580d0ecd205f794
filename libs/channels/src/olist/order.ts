/** One order of the Olist tables, and what its dates and its status say (ARCHITECTURE.md §10). */
import { instantText, majorText } from '#kernel';
import type { OrderBody } from '#orders';
import type { Arrival } from '../receipts.js';
import type { ChannelRow } from '../rows.js';

type Message = ChannelRow['message'];

export const currency = 'BRL';

/** The rows of one product of one seller at one price; price in centavos. */
export interface OlistLine {
  /** The smallest `order_item_id` of its rows. */
  first: number;
  quantity: number;
  readonly sku: string;
  readonly node: string;
  readonly price: number;
}

/** Times are epoch milliseconds, money is in centavos. */
export interface OlistOrder {
  readonly ref: string;
  readonly status: string;
  readonly customer: string;
  readonly placedAt: number;
  readonly approvedAt?: number;
  readonly carrierAt?: number;
  readonly deliveredAt?: number;
  readonly promise?: string;
  readonly lines: OlistLine[];
  freight: number;
  /** Absent: no payment row. */
  paid?: number;
}

export interface Address {
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
}

export const arrivalsOf = ({ ref, lines }: OlistOrder): readonly Arrival[] =>
  lines.map(({ first, node, sku, quantity }) => ({
    node,
    sku,
    id: `olist:${ref}:${first}`,
    quantity,
  }));

/**
 * What the file says was approved is paid, whatever its payments add up to; what is negative owes
 * nothing.
 */
const costOf = ({ lines, freight }: OlistOrder): number =>
  lines.reduce((sum, { price, quantity }) => sum + price * quantity, freight);

const bodyOf = (order: OlistOrder, shipTo: Address | undefined): OrderBody => ({
  placedAt: instantText(order.placedAt),
  currency,
  policy: {
    allOrNothing: false,
    onEmpty: 'exception',
    releaseOn: 'dispatch',
    timers: false,
    paymentTolerance: Math.max(0, costOf(order)),
  },
  ...(order.customer === '' ? {} : { customer: { id: order.customer } }),
  ...(shipTo === undefined ? {} : { shipTo }),
  ...(order.promise === undefined ? {} : { promise: order.promise }),
  charges: order.lines.length === 0 ? [] : [{ code: 'freight', amount: order.freight }],
  lines: order.lines.map(({ first, sku, node, quantity, price }) => ({
    line: String(first),
    sku,
    node,
    quantity: String(quantity),
    unit: 'each',
    unitPrice: majorText(price, currency),
    onShortage: 'backorder',
  })),
});

/** Pending has an id of its own, so that a later file may still tell of the approval. */
const paymentOf = ({ ref, paid, approvedAt }: OlistOrder): readonly Message[] => {
  if (paid === undefined) return [];
  const payment = { payment: ref, amount: paid };
  return [
    {
      type: 'order.record-payment',
      data:
        approvedAt === undefined
          ? { id: `${ref}:payment-pending`, ...payment, status: 'pending' }
          : { id: `${ref}:payment`, ...payment, status: 'captured', at: instantText(approvedAt) },
    },
  ];
};

export const placing = (order: OlistOrder, shipTo: Address | undefined): readonly Message[] => [
  { type: 'order.place', data: { body: bodyOf(order, shipTo) } },
  ...paymentOf(order),
];

/** Without lines there is nothing that could be shipped, delivered or refused. */
export const shipping = (order: OlistOrder): readonly Message[] => {
  const { ref, lines, status, carrierAt, deliveredAt } = order;
  if (lines.length === 0) return [];
  const messages: Message[] = [];
  if (carrierAt !== undefined) {
    const at = instantText(carrierAt);
    messages.push({
      type: 'order.record-dispatch',
      data: { scope: {}, fact: { kind: 'dispatch', id: `${ref}:dispatch`, at } },
    });
  }
  if (deliveredAt !== undefined) {
    const at = instantText(deliveredAt);
    messages.push({
      type: 'order.record-scan',
      data: { scope: {}, fact: { kind: 'scan', id: `${ref}:delivered`, at, status: 'delivered' } },
    });
  } else if (status === 'delivered') {
    messages.push({
      type: 'order.raise-exception',
      data: {
        exception: 'delivery-unconfirmed',
        reason: 'the channel says delivered and gives no date of it',
      },
    });
  }
  return messages;
};

export const ending = ({ ref, status, lines }: OlistOrder): readonly Message[] => {
  if (status === 'canceled') {
    return [{ type: 'order.cancel', data: { id: `${ref}:cancel`, reason: 'canceled' } }];
  }
  if (status !== 'unavailable' || lines.length === 0) return [];
  // The file says nothing of stock; what it has is what its orders ask for.
  return [
    {
      type: 'order.record-refusal',
      data: { id: `${ref}:refusal`, reason: 'unavailable', goods: 'sellable' },
    },
  ];
};
