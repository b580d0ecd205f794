/** What people change of an order: bodies of `POST /orders/{n}/edit` and its like. */
import type { EditOrder } from '#orders';
import { z } from 'zod';
import {
  anyPromise,
  anyStart,
  anyTime,
  code,
  count,
  id,
  line,
  linesMax,
  minor,
  node,
  price,
  prose,
  quantity,
  sku,
  tolerance,
  unit,
} from '../catalogue/forms.js';
import { constrained } from '../catalogue/constraints.js';
import {
  addressPatch,
  customerPatch,
  lineRemarksPatch,
  remarksPatch,
  removable,
} from '../catalogue/order-changes.js';
import {
  chargesMax,
  releaseOn,
  shipTogether,
  trackStock,
  waitSeconds,
} from '../catalogue/order-parts.js';
import { onShortage, uniqueLines } from '../catalogue/unit-parts.js';

const lineChange = constrained(
  z.strictObject({
    line: line.describe('one of the order, or the id of a line that is added'),
    remove: z
      .literal(true, { error: 'expected true' })
      .optional()
      .describe('takes all its units off the order'),
    sku: sku.optional(),
    node: node.optional(),
    quantity: quantity.optional().describe('units that the line shall have, cancelled ones aside'),
    unit: unit.optional(),
    unitPrice: price.optional(),
    onShortage: onShortage.optional(),
    trackStock,
    notBefore: removable(anyStart).describe('it does not go to its node before'),
    ...lineRemarksPatch,
  }),
  {
    name: 'removedLine',
    expected: 'no other field beside remove',
    breach: ({ remove, line: _line, ...others }) => (remove === true ? Object.keys(others) : []),
  },
);

export const editInput = z
  .strictObject({
    id: id.optional().describe('makes a repeat harmless: the same id is recorded once'),
    version: count.describe('the version at which the order was seen; it is in the order document'),
    reason: prose.optional(),
    customer: customerPatch,
    shipTo: addressPatch,
    ...remarksPatch,
    promise: removable(anyPromise),
    charges: z
      .array(z.strictObject({ code, amount: minor }))
      .max(chargesMax, { error: `expected at most ${chargesMax} charges` })
      .optional()
      .describe('all of them, in minor units'),
    policy: z
      .strictObject({
        releaseOn: releaseOn.optional(),
        paymentDeadline: removable(anyTime),
        paymentTolerance: removable(tolerance),
        releaseWaitSeconds: removable(waitSeconds),
        shipTogether: removable(shipTogether),
      })
      .optional(),
    lines: uniqueLines(lineChange).max(linesMax).optional(),
  })
  .meta({
    id: 'EditInput',
    description:
      'A JSON Merge Patch (RFC 7396): what is absent stays as it is, null ' +
      'takes a field away, addresses and the customer change field by field. Lines are named by ' +
      'their id; charges and metadata are replaced whole.',
  });

export const undoCancelInput = z
  .strictObject({
    reason: prose,
    lines: uniqueLines(z.strictObject({ line, quantity: quantity.optional() }))
      .optional()
      .describe('absent: everything that was cancelled; a line without quantity: all of it'),
  })
  .meta({ id: 'UndoCancelInput' });

export const reasonInput = z.strictObject({ reason: prose }).meta({ id: 'ReasonInput' });
const seenChange = id
  .optional()
  .describe('the `change` of the `pendingChange` that was looked at: another one stays as it is');
export const acceptChangeInput = z
  .strictObject({ reason: prose.optional(), change: seenChange })
  .meta({ id: 'AcceptChangeInput' });
export const dismissChangeInput = z
  .strictObject({ reason: prose, change: seenChange })
  .meta({ id: 'DismissChangeInput' });

export type EditInput = z.output<typeof editInput>;

export const toEditOrder = (
  { id: own, version, reason, ...changes }: EditInput,
  fallbackId: string,
): EditOrder => ({
  type: 'order.edit',
  data: { id: own ?? fallbackId, version, ...(reason !== undefined && { reason }), changes },
});
