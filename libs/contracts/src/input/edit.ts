/** What people change of an order: bodies of `POST /orders/{n}/edit` and its like. */
import type { EditOrder } from '#orders';
import { z } from 'zod';
import {
  anyPromise, anyStart, anyTime, code, count, id, line, linesMax, minor, node, price, prose,
  quantity, sku, tolerance, unit,
} from '../catalogue/forms.js';
import { lawful } from '../catalogue/laws.js';
import {
  chargesMax, customer, lineRemarks, onShortage, postalAddress, releaseOn, remarks, shipTogether,
  trackStock, uniqueLines, waitSeconds,
} from '../catalogue/order-parts.js';

const lineChange = lawful(
  z.strictObject({
    line: line.describe('one of the order, or the id of a line that is added'),
    remove: z.literal(true, { error: 'expected true' }).optional()
      .describe('takes all its units off the order'),
    sku: sku.optional(), node: node.optional(),
    quantity: quantity.optional().describe('units that the line shall have, cancelled ones aside'),
    unit: unit.optional(), unitPrice: price.optional(), onShortage: onShortage.optional(),
    trackStock,
    notBefore: anyStart.optional().describe('it does not go to its node before'),
    ...lineRemarks,
  }),
  {
    name: 'removedLine', expected: 'no other field beside remove',
    breach: ({ remove, line: _line, ...others }) => (remove === true ? Object.keys(others) : []),
  },
);

export const editInput = z.strictObject({
  id: id.optional().describe('makes a repeat harmless: the same id is recorded once'),
  version: count.describe('the version at which the order was seen; it is in the order document'),
  reason: prose.optional(),
  customer: customer.optional(), shipTo: postalAddress.optional(), ...remarks,
  promise: anyPromise.optional(),
  charges: z.array(z.strictObject({ code, amount: minor }))
    .max(chargesMax, { error: `expected at most ${chargesMax} charges` }).optional()
    .describe('all of them, in minor units'),
  policy: z.strictObject({
    releaseOn: releaseOn.optional(), paymentDeadline: anyTime.optional(),
    paymentTolerance: tolerance.optional(),
    releaseWaitSeconds: waitSeconds.optional(), shipTogether: shipTogether.optional(),
  }).optional(),
  lines: uniqueLines(lineChange).max(linesMax).optional(),
}).meta({
  id: 'EditInput', description: 'What is absent stays as it is; what is there replaces what was.',
});

export const undoCancelInput = z.strictObject({
  reason: prose,
  lines: uniqueLines(z.strictObject({ line, quantity: quantity.optional() })).optional()
    .describe('absent: everything that was cancelled; a line without quantity: all of it'),
}).meta({ id: 'UndoCancelInput' });

export const reasonInput = z.strictObject({ reason: prose }).meta({ id: 'ReasonInput' });
export const acceptChangeInput = z.strictObject({ reason: prose.optional() })
  .meta({ id: 'AcceptChangeInput' });

export type EditInput = z.output<typeof editInput>;

export const toEditOrder = (
  { id: own, version, reason, ...changes }: EditInput, fallbackId: string,
): EditOrder => ({ type: 'order.edit', data: {
  id: own ?? fallbackId, version, ...(reason !== undefined && { reason }), changes,
} });
