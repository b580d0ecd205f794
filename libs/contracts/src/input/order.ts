/** An order as it comes in: `POST /orders`, and `oms.order.place` of a channel. */
import type { OmsNumber } from '#kernel';
import type { OrderBody, OrderLine, PlaceOrder } from '#orders';
import { z } from 'zod';
import {
  anyPromise,
  anyStart,
  anyTime,
  channel,
  channelRef,
  code,
  currency,
  flag,
  line,
  linesMax,
  minor,
  node,
  oneOf,
  price,
  quantity,
  sku,
  text,
  tolerance,
} from '../catalogue/forms.js';
import { constrained } from '../catalogue/constraints.js';
import {
  chargesMax,
  customer,
  lineRemarks,
  onChange,
  postalAddress,
  releaseOn,
  remarks,
  shipTogether,
  trackStock,
  waitSeconds,
} from '../catalogue/order-parts.js';
import { onShortage, repeatedLines } from '../catalogue/unit-parts.js';
import {
  lineIdBytesExpected,
  lineIdsTooLong,
  nodesExpected,
  nodesTooMany,
  orderBytesExpected,
  orderTooLarge,
  orderTotalExpected,
  orderTotalTooLarge,
  totalsExpected,
  totalsTooLarge,
} from '../catalogue/order-size.js';

const lineInput = z
  .strictObject({
    line: line.optional().describe('its id in the order; its place, counted from 1, where absent'),
    sku,
    node,
    quantity,
    unit: text(16).default('each'),
    unitPrice: price,
    notBefore: anyStart.optional().describe('it does not go to its node before'),
    onShortage: onShortage
      .default('backorder')
      .describe('what becomes of units that are not there'),
    trackStock,
    ...lineRemarks,
  })
  .meta({ description: 'One line.' });

const policyInput = z.strictObject({
  allOrNothing: flag.default(false).describe('any shortage rejects the order'),
  onEmpty: oneOf('exception', 'complete')
    .optional()
    .describe('what an order without lines means; such an order needs it'),
  releaseOn: releaseOn
    .default('paid')
    .describe('when units go to their node; `paid`: what is owed is captured or authorized'),
  paymentDeadline: anyTime
    .optional()
    .describe(
      'where nothing is captured or authorized by then, the order expires; where a part is, ' +
        'it stays with the exception `paid-in-part`; without effect where `releaseOn` is ' +
        '`accepted`',
    ),
  paymentTolerance: tolerance.optional(),
  timers: flag.default(true).describe('false for replayed history: no deadline is set'),
  releaseWaitSeconds: waitSeconds
    .optional()
    .describe(
      'how long units that become ready later wait for others of their node; 5 where absent',
    ),
  shipTogether: shipTogether
    .optional()
    .describe('waits for all units of a node, or of the order; absent: what is ready goes'),
  onChange: onChange
    .optional()
    .describe(
      'what becomes of this body where the order stands otherwise: people are told (`tell`, ' +
        'where absent), or it is applied where all of it still can be',
    ),
});

/** The id of each line, where absent its place counted from 1. */
const lineIds = (lines: readonly { readonly line?: string }[]): string[] =>
  lines.map((each, at) => each.line ?? `${at + 1}`);

const fields = z.strictObject({
  channel,
  channelRef,
  placedAt: anyTime.optional(),
  currency,
  policy: policyInput.prefault({}),
  customer: customer.optional(),
  shipTo: postalAddress.optional(),
  ...remarks,
  promise: anyPromise.optional(),
  charges: z
    .array(z.strictObject({ code, amount: minor }))
    .max(chargesMax, { error: `expected at most ${chargesMax} charges` })
    .default([])
    .describe('in minor units'),
  lines: z
    .array(lineInput, { error: 'expected a list of lines' })
    .max(linesMax, { error: `expected at most ${linesMax} lines` }),
});

/** What no single field can say of an order; the channel's messages have the same. */
export const asOrder = <S extends z.ZodType<z.output<typeof fields>>>(schema: S): S => {
  const unique = constrained(schema, {
    name: 'orderLines',
    expected: 'a line id that no other line of the order has',
    breach: ({ lines }) => repeatedLines(lineIds(lines)).map((place) => `lines${place}`),
  });
  const priced = constrained(unique, {
    name: 'orderTotals',
    expected: totalsExpected,
    breach: totalsTooLarge,
  });
  const added = constrained(priced, {
    name: 'orderSum',
    expected: orderTotalExpected,
    breach: (order) => (orderTotalTooLarge(order) ? ['lines'] : []),
  });
  const named = constrained(added, {
    name: 'orderLineIds',
    expected: lineIdBytesExpected,
    breach: (order) => (lineIdsTooLong(orderBodyOf(order).lines) ? ['lines'] : []),
  });
  const near = constrained(named, {
    name: 'orderNodes',
    expected: nodesExpected,
    breach: ({ lines }) => (nodesTooMany(lines) ? ['lines'] : []),
  });
  const bounded = constrained(near, {
    name: 'orderSize',
    expected: orderBytesExpected,
    breach: (order) => (orderTooLarge(orderBodyOf(order)) ? [''] : []),
  });
  return constrained(bounded, {
    name: 'orderEmpty',
    expected: 'at least one line, or policy.onEmpty to say what an order without lines means',
    breach: ({ lines, policy }) =>
      lines.length === 0 && policy.onEmpty === undefined ? ['lines'] : [],
  });
};

export const orderFields = fields.shape;
export const orderInput = asOrder(fields).meta({
  id: 'OrderInput',
  description: 'An order as its channel gives it.',
});

export type OrderInput = z.output<typeof fields>;

/** The body that is stored: every default filled in. */
export const orderBodyOf = (input: OrderInput): OrderBody => {
  const { channel: _channel, channelRef: _channelRef, policy, lines, ...rest } = input;
  const ids = lineIds(lines);
  return {
    ...rest,
    policy: { ...policy, onEmpty: policy.onEmpty ?? 'exception' },
    lines: lines.map(({ trackStock: isTracked, ...each }, at): OrderLine => ({
      ...each,
      line: ids[at] ?? '',
      ...(isTracked === false && { trackStock: isTracked }),
    })),
  };
};

/** The command that places it under a number issued for its reference and the attempt. */
export const toPlaceOrder = (
  input: OrderInput,
  tenant: string,
  number: OmsNumber,
  attempt: number,
): PlaceOrder => ({
  type: 'order.place',
  data: {
    number,
    claim: { tenant, channel: input.channel, channelRef: input.channelRef, attempt },
    body: orderBodyOf(input),
  },
});
