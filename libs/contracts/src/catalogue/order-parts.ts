import {
  unit,
  node,
  line,
  code,
  channel,
  channelRef,
  currency,
  flag,
  id,
  minor,
  oneOf,
  price,
  promise,
  proseOf,
  quantity,
  sku,
  tenant,
  time,
  tolerance,
  total,
  count,
} from './forms.js';
import { onShortage, uniqueLines } from './unit-parts.js';
import { z } from 'zod';
import { constrained } from './constraints.js';
import { metadata } from './metadata.js';
import {
  lineIdBytesExpected,
  lineIdsTooLong,
  orderBytesExpected,
  orderTooLarge,
  orderTotalExpected,
  orderTotalTooLarge,
  totalsExpected,
  totalsTooLarge,
} from './order-size.js';

export const customer = z
  .strictObject({
    id: id.optional(),
    name: proseOf(256).optional(),
    email: proseOf(320).optional(),
    phone: proseOf(64).optional(),
  })
  .meta({ id: 'Customer', description: 'Personal data.' });

export const address = {
  city: proseOf(128),
  region: proseOf(128),
  postalCode: proseOf(32),
  country: proseOf(64),
};
export const postalAddress = z
  .strictObject({
    name: proseOf(256).optional(),
    company: proseOf(256).optional(),
    street: proseOf(512).optional(),
    address2: proseOf(512).optional(),
    city: address.city.optional(),
    region: address.region.optional(),
    postalCode: address.postalCode.optional(),
    country: address.country.optional(),
    phone: proseOf(64).optional(),
  })
  .meta({ id: 'Address', description: 'Personal data. A street may have several lines.' });

/** What is said of an order, and reaches people as it is. */
export const remarks = {
  billTo: postalAddress.optional(),
  notes: proseOf(4_000)
    .optional()
    .describe('free words of the customer, such as a gift note; personal data'),
  metadata: metadata.optional(),
};
export const lineRemarks = {
  name: proseOf(512).optional().describe('what the customer knows the SKU by'),
  metadata: metadata.optional(),
};
export const notBefore = promise.optional().describe('it does not go to its node before');
export const trackStock = flag
  .optional()
  .describe('false: it needs no stock (a download, a service), and none is asked');
const orderLine = z
  .strictObject({
    line,
    sku,
    node,
    quantity,
    unit,
    unitPrice: price,
    onShortage,
    trackStock,
    notBefore,
    ...lineRemarks,
  })
  .meta({ id: 'OrderLine' });

const charge = z.strictObject({ code, amount: minor }).meta({ id: 'Charge' });
export const chargesMax = 1_000;

const waitSecondsMax = 86_400;
export const waitSeconds = count.max(waitSecondsMax, {
  error: `expected at most ${waitSecondsMax} seconds`,
});
export const shipTogether = oneOf('node', 'order');
export const onChange = oneOf('tell', 'apply');

export const releaseOn = oneOf('paid', 'accepted', 'dispatch');
const policy = z
  .strictObject({
    allOrNothing: flag,
    onEmpty: oneOf('exception', 'complete'),
    releaseOn,
    paymentDeadline: time.optional(),
    paymentTolerance: tolerance.optional(),
    timers: flag.describe('false for replayed history: no deadline is set'),
    releaseWaitSeconds: waitSeconds
      .optional()
      .describe(
        'how long units that become ready later wait for others of their node; 5 if absent',
      ),
    shipTogether: shipTogether.optional().describe('waits for all units of a node or of the order'),
    onChange: onChange
      .optional()
      .describe('what becomes of another body under the same reference; `tell` if absent'),
  })
  .meta({ id: 'OrderPolicy' });

export const charges = z.array(charge).max(chargesMax);
const termsFields = {
  placedAt: time.optional(),
  currency,
  policy,
  customer: customer.optional(),
  shipTo: postalAddress.optional(),
  ...remarks,
  promise: promise.optional(),
  charges,
};
export const terms = z
  .strictObject(termsFields)
  .meta({ id: 'Terms', description: 'What was agreed of an order, without its lines.' });
export const editedLine = orderLine
  .omit({ quantity: true })
  .extend({ added: total })
  .meta({ id: 'EditedLine', description: 'A line as it is agreed; `added` units came on it.' });

export const fieldChanges = z.array(
  z.strictObject({ field: z.string(), first: z.string(), other: z.string() }),
);

const ordered = z.strictObject({ ...termsFields, lines: uniqueLines(orderLine, 0) });
const priced = constrained(
  constrained(ordered, { name: 'lineTotals', expected: totalsExpected, breach: totalsTooLarge }),
  {
    name: 'orderTotal',
    expected: orderTotalExpected,
    breach: (body) => (orderTotalTooLarge(body) ? ['lines'] : []),
  },
);
const named = constrained(priced, {
  name: 'lineIdBytes',
  expected: lineIdBytesExpected,
  breach: ({ lines }) => (lineIdsTooLong(lines) ? ['lines'] : []),
});
export const orderBody = constrained(
  named,
  {
    name: 'orderBytes',
    expected: orderBytesExpected,
    breach: (body) => (orderTooLarge(body) ? [''] : []),
  },
  { id: 'OrderBody', description: 'What the channel sent, defaults filled in at the edge.' },
);

const attemptsMax = 1_000_000;
export const claim = z
  .strictObject({
    tenant,
    channel,
    channelRef,
    attempt: count.max(attemptsMax).describe('rises only where another reference had the number'),
    placedAt: time.optional().describe("chose the epoch of the number's key"),
  })
  .meta({ id: 'Claim', description: 'The reference that a message claims its number for.' });

export const paymentStatus = oneOf('pending', 'authorized', 'captured', 'refunded', 'voided');
