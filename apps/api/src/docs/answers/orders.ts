/** Orders as they are shown: a row of a list, the whole of one, and what a post to one gives. */
import { fulfilments, lifecycles, paymentStates, slas } from '#orders';
import { serviceNames } from '#services';
import { z } from 'zod';
import { changeFields } from '../changes.js';
import type { DocumentedAnswer } from '../documented.js';
import {
  fullOrderExample,
  orderDecidedExample,
  orderRowExample,
  placedExample,
  receiptExample,
} from '../examples.js';
import { shipment, shownParcels } from '../parcels.js';
import { decidedFields, posted } from './posted.js';
import { metadata, minor, quantity, text, time } from './values.js';
const exception = z.strictObject({
  type: text,
  line: text.optional(),
  reason: text,
  since: time.optional(),
});
const line = z.strictObject({
  line: text,
  sku: text,
  node: text,
  name: text.optional(),
  trackStock: z.literal(false).optional(),
  ordered: quantity,
  dropped: quantity
    .optional()
    .describe('what edits took off it: among the cancelled units, and in no total'),
  unit: text,
  unitPrice: quantity,
  total: minor,
  buckets: z.record(text, quantity).describe('units by stage; zero ones are left out'),
});
const personalFields = {
  customer: z.record(text, text).optional(),
  shipTo: z.record(text, text).optional(),
  billTo: z.record(text, text).optional(),
  notes: text.optional(),
};
const money = {
  total: minor.describe('lines and charges'),
  owed: minor.describe('the total, less what was cancelled, returned or given away'),
  open: minor.describe('authorized, and neither captured nor voided nor expired'),
  captured: minor.describe('payments that were refunded whole add nothing'),
  refunded: minor.describe('the same'),
};
const rowFields = {
  omsNumber: text,
  tenant: text,
  channel: text,
  channelRef: text,
  placedAt: time,
  lifecycle: z.enum(lifecycles),
  fulfilment: z.enum(fulfilments),
  payment: z.enum(paymentStates),
  attention: z.strictObject({
    holds: z.array(text),
    exceptions: z.array(exception),
    sla: z.enum(slas),
  }),
  currency: text,
  ...money,
  promise: text.optional(),
  lines: z.array(line),
  charges: z.array(z.strictObject({ code: text, amount: minor })),
  payments: z
    .array(
      z
        .strictObject({
          payment: text,
          expiresAt: time.optional(),
          expired: z.boolean().optional(),
        })
        .catchall(minor),
    )
    .describe('minor units by payment and status'),
  shipments: z.array(shipment),
  changedAt: time,
};
const row = z.strictObject({ ...rowFields, ...personalFields }).meta({ id: 'OrderRow' });

const fullFields = {
  ...rowFields,
  ...personalFields,
  attention: z.strictObject({
    holds: z.array(text),
    holdReasons: z.record(text, text),
    exceptions: z.array(exception),
    sla: z.enum(slas),
  }),
  lines: z.array(
    line.extend({ onShortage: text, notBefore: text.optional(), metadata: metadata.optional() }),
  ),
  shipments: z.array(
    shipment.extend({
      parcels: shownParcels,
      shipTo: z
        .record(text, text)
        .optional()
        .describe('where it goes, if released before the address changed'),
    }),
  ),
  policy: z.record(text, z.unknown()),
  metadata: metadata.optional(),
  cancelReason: text.optional(),
  ...changeFields,
  warnings: z
    .array(z.strictObject({ code: text, node: text, lines: z.array(text), detail: text }))
    .optional()
    .describe('lines that wait at a node where no stock was ever registered'),
  waitsFor: z
    .array(z.strictObject({ service: z.enum(serviceNames), partition: z.int(), reason: text }))
    .optional()
    .describe('what has halted and must go on before the order does'),
};
const fullOrder = z.strictObject(fullFields).meta({ id: 'Order' });

const orderDecided = z
  .strictObject({ ...fullFields, ...decidedFields })
  .meta({ id: 'OrderDecided' });
export const placedAnswer = posted(receiptExample, orderDecided, placedExample, 201);
/** A fact may be kept before its order has come: then there is no state yet. */
const orderChanged = z
  .strictObject({ ...z.strictObject(fullFields).partial().shape, ...decidedFields })
  .meta({ id: 'OrderChanged' });
export const postedOrderAnswer = posted(receiptExample, orderChanged, orderDecidedExample);

export const orderAnswer: DocumentedAnswer = {
  description: 'The order as it stands.',
  schema: fullOrder,
  example: fullOrderExample,
};
export const ordersPageAnswer: DocumentedAnswer = {
  description: 'A page; `next` is the cursor of the following one.',
  schema: z.strictObject({
    rows: z.array(row),
    next: text.optional(),
    resume: text.optional().describe('with `changedFrom`: the cursor to go on from later'),
  }),
  example: { rows: [orderRowExample], next: 'WyJkZWZhdWx0fGFsbCJd' },
};
