import { texts } from '#contracts';
import { instant, isInstant } from '#kernel';
import { customerIndex, customerIndexes, fulfilments, lifecycles, paymentStates } from '#orders';
import type { OrderDocument, OrderRow, OrderState } from '#orders';
import { z } from 'zod';
import { cursorParameter, limitParameter } from '../reading/query.js';

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` });

const timeExpected = 'expected a time as RFC 3339 with an offset, such as 2026-01-05T10:00:00Z';
/** As the index sorts: a fixed width, so that the order of the texts is that of the times. */
const time = z
  .string({ error: timeExpected })
  .refine(isInstant, { error: timeExpected })
  .transform((text) => new Date(instant(text)).toISOString())
  .refine(isInstant, { error: timeExpected });

export const attentions = ['hold', 'exception', 'late', 'at_risk'] as const;

const customerExpected = 'expected an id, e-mail or name of 1 to 512 characters, once';
const customerParameter = z
  .string({ error: customerExpected })
  .min(1, { error: customerExpected })
  .max(512, { error: customerExpected });
const personalParameter = oneOf('true', 'false').transform((text) => text === 'true');

export const ordersQuery = z.strictObject({
  lifecycle: oneOf(...lifecycles).optional(),
  fulfilment: oneOf(...fulfilments).optional(),
  payment: oneOf(...paymentStates).optional(),
  attention: oneOf(...attentions).optional(),
  channel: texts.channel.optional(),
  sku: texts.sku.optional(),
  node: texts.node.optional(),
  placedFrom: time.optional(),
  placedTo: time.optional(),
  customer: customerParameter.optional(),
  changedFrom: time.optional(),
  personal: personalParameter.optional(),
  limit: limitParameter,
  cursor: cursorParameter.optional(),
});
export type OrdersQuery = z.output<typeof ordersQuery>;

/** The lists that the view keeps, the one that holds the fewest orders first. */
const listed = [
  'customer',
  'sku',
  'attention',
  'node',
  'lifecycle',
  'fulfilment',
  'payment',
  'channel',
] as const;

export interface OrderList {
  /** Name of the index without its tenant. */
  readonly index: string;
  /** Every order of the index matches. */
  readonly exact: boolean;
}

export const listFor = (query: OrdersQuery): OrderList => {
  const asked = listed.filter((name) => query[name] !== undefined);
  const [first] = asked;
  return first === undefined
    ? { index: 'all', exact: true }
    : { index: indexOf(first, query[first] ?? ''), exact: asked.length === 1 };
};

const indexOf = (list: (typeof listed)[number], said: string): string =>
  list === 'customer' ? customerIndex(said) : `${list}:${said}`;

const attended = ({ attention: { holds, exceptions, sla } }: OrderRow, wanted: string): boolean => {
  if (wanted === 'hold') return holds.length > 0;
  return wanted === 'exception' ? exceptions.length > 0 : sla === wanted;
};

const isPlacedWithin = ({ placedAt }: OrderRow, { placedFrom, placedTo }: OrdersQuery): boolean =>
  (placedFrom === undefined || instant(placedAt) >= instant(placedFrom)) &&
  (placedTo === undefined || instant(placedAt) <= instant(placedTo));

const isOf = (state: OrderState, customer: string): boolean =>
  state.stage !== 'awaited' && customerIndexes(state).includes(customerIndex(customer));

/**
 * Whether an order is what was asked for; an index alone may be a moment older than its documents.
 */
export const matches = (
  row: OrderRow,
  query: OrdersQuery,
  { state }: Pick<OrderDocument, 'state'>,
): boolean => {
  const { lifecycle, fulfilment, payment, attention, channel, sku, node, customer } = query;
  return (
    isPlacedWithin(row, query) &&
    (customer === undefined || isOf(state, customer)) &&
    (lifecycle === undefined || row.lifecycle === lifecycle) &&
    (fulfilment === undefined || row.fulfilment === fulfilment) &&
    (payment === undefined || row.payment === payment) &&
    (attention === undefined || attended(row, attention)) &&
    (channel === undefined || row.channel === channel) &&
    (sku === undefined || row.lines.some((line) => line.sku === sku)) &&
    (node === undefined || row.lines.some((line) => line.node === node))
  );
};
