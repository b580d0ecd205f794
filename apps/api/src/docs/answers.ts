/**
 * What the routes answer with: forms and examples. A test holds the real answers against the forms.
 */
import { fulfilments, lifecycles, paymentStates, slas } from '#orders';
import { serviceNames } from '#services';
import { z } from 'zod';
import { changeFields } from './changes.js';
import type { DocumentedAnswer } from './documented.js';
import { listedOrder, packedLine, shipment, shownParcels } from './parcels.js';
import {
  fullOrderExample,
  orderDecidedExample,
  orderRowExample,
  placedExample,
  receiptExample,
  shipmentDecidedExample,
  shipmentReceiptExample,
  shipmentRowExample,
  stockDecidedExample,
  stockReceiptExample,
  stockRowExample,
} from './examples.js';

const text = z.string();
const quantity = z.string().describe('a decimal');
const time = z.string().meta({ format: 'date-time' });
const metadata = z.record(text, z.unknown()).describe("the channel's own, as it came");
const minor = z.int().describe('whole minor units (cents)');

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

const links = z.record(text, text);
const receipt = z
  .strictObject({
    token: text,
    omsNumber: text.optional(),
    provisional: z.boolean(),
    links,
    code: z.literal('pending').optional(),
  })
  .meta({ id: 'PostReceipt' });
const decidedFields = {
  token: text,
  provisional: z.literal(false),
  links,
  outcome: text,
  events: z.array(text),
};
const pending = z
  .strictObject({ code: z.literal('pending'), tokens: z.array(text), links })
  .meta({ id: 'Pending' });

const stockFields = {
  node: text,
  sku: text,
  onHand: quantity,
  available: quantity,
  reserved: quantity,
  unavailable: quantity,
  missing: quantity.describe('of the unavailable ones: not found by their node, until counted'),
  backordered: quantity,
  unit: text.describe('what all of these count'),
};
const stock = z.strictObject(stockFields).meta({ id: 'StockRow' });

const shipmentFields = {
  shipment: text,
  node: text,
  status: text,
  lines: z.array(z.strictObject({ line: text, quantity })),
  carrier: text.optional(),
  tracking: text.optional(),
  dispatchedAt: time.optional(),
  deliveredAt: time.optional(),
  promise: text.optional(),
  earlier: z.int().optional(),
  parcels: shownParcels,
  history: z.array(z.looseObject({ kind: text, id: text, at: time })),
};

const { history: _history, earlier: _earlier, ...listedShipment } = shipmentFields;
const shipmentRowListed = z
  .strictObject({ omsNumber: text, ...listedShipment, lines: z.array(packedLine), ...listedOrder })
  .meta({ id: 'ShipmentRow' });

const posted = (
  example: unknown,
  decided: z.ZodType,
  decidedExample: unknown,
  status = 200,
): Readonly<Record<number, DocumentedAnswer>> => ({
  202: {
    description: 'Kept, and answered soon; with `code: pending` the wait was too short.',
    schema: receipt,
    example,
  },
  [status]: {
    description: 'Decided within `Prefer: wait`.',
    schema: decided,
    example: decidedExample,
  },
});

const orderDecided = z
  .strictObject({ ...fullFields, ...decidedFields })
  .meta({ id: 'OrderDecided' });
export const placedAnswer = posted(receiptExample, orderDecided, placedExample, 201);
/** A fact may be kept before its order has come: then there is no state yet. */
const orderChanged = z
  .strictObject({ ...z.strictObject(fullFields).partial().shape, ...decidedFields })
  .meta({ id: 'OrderChanged' });
export const postedOrderAnswer = posted(receiptExample, orderChanged, orderDecidedExample);
export const postedStockAnswer = posted(
  stockReceiptExample,
  z.strictObject({ ...stockFields, ...decidedFields }).meta({ id: 'StockChanged' }),
  stockDecidedExample,
);
export const postedShipmentAnswer = posted(
  shipmentReceiptExample,
  z
    .strictObject({
      ...z.strictObject(shipmentFields).partial().shape,
      ...decidedFields,
      omsNumber: text,
    })
    .meta({ id: 'ShipmentChanged' }),
  shipmentDecidedExample,
);

export const pendingAnswer: DocumentedAnswer = {
  description: 'The view has not passed the tokens yet: ask again.',
  schema: pending,
  example: {
    code: 'pending',
    tokens: ['orders.3.1207'],
    links: { self: '/v1/orders/H0VD-3KFX-FA0T-8V?after=orders.3.1207' },
  },
};

const pageOf = (item: z.ZodType, example: unknown): DocumentedAnswer => ({
  description: 'A page; `next` is the cursor of the following one.',
  schema: z.strictObject({ rows: z.array(item), next: text.optional() }),
  example: { rows: [example], next: 'WyJkZWZhdWx0fGFsbCJd' },
});
export const shipmentsPageAnswer = pageOf(shipmentRowListed, shipmentRowExample);
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
export const stockAnswer: DocumentedAnswer = {
  description: 'The stock as it stands.',
  schema: stock,
  example: stockRowExample,
};
export const stockPageAnswer = pageOf(stock, stockRowExample);

export const timelineAnswer: DocumentedAnswer = {
  description: 'Entries, oldest first; `next` is the cursor of the following page.',
  schema: z.strictObject({
    omsNumber: text,
    dropped: z.int().describe('older entries that are not shown'),
    entries: z.array(
      z.strictObject({
        at: time,
        type: text,
        id: text.optional(),
        data: z.record(text, z.unknown()),
      }),
    ),
    next: text.optional(),
  }),
  example: {
    omsNumber: orderRowExample.omsNumber,
    dropped: 0,
    entries: [
      {
        at: '2026-01-05T10:00:01Z',
        type: 'order.placed',
        id: '3:1207:0',
        data: { channel: 'web', channelRef: 'R-1', lineCount: 1 },
      },
    ],
  },
};
export const referencesAnswer: DocumentedAnswer = {
  description: 'The orders.',
  schema: z.strictObject({
    reference: text,
    orders: z.array(
      z.strictObject({ omsNumber: text, channel: text, placedAt: time, lifecycle: text }),
    ),
  }),
  example: {
    reference: 'R-1',
    orders: [
      {
        omsNumber: orderRowExample.omsNumber,
        channel: 'web',
        placedAt: '2026-01-05T10:00:00Z',
        lifecycle: 'accepted',
      },
    ],
  },
};
export const countersAnswer: DocumentedAnswer = {
  description: 'Counts by name; zero ones are left out.',
  schema: z.strictObject({ counters: z.record(text, z.int()) }),
  example: { counters: { 'lifecycle:accepted': 1, orders: 1, skus: 1 } },
};
export const settledAnswer: DocumentedAnswer = {
  description: 'Whether it has, and what is still behind.',
  schema: z.strictObject({ settled: z.boolean(), waitingFor: z.array(text) }),
  example: { settled: true, waitingFor: [] },
};
const fieldFault = z.strictObject({ field: text, detail: text });
const rejected = z
  .strictObject({
    id: text,
    at: time,
    tenant: text,
    key: text.nullable(),
    omsNumber: text.optional(),
    code: text,
    detail: text,
    field: text.optional(),
    fields: z.array(fieldFault).optional(),
    message: text.optional(),
    bytes: z.int(),
    dealtWith: z
      .strictObject({ at: time, reason: text })
      .optional()
      .describe('nobody needs to see it any more'),
  })
  .meta({ id: 'Rejected' });
const rejectedExample = {
  id: 'orders:3:1207',
  at: '2026-01-05T10:00:01Z',
  tenant: 'default',
  key: 'H0VD-3KFX-FA0T-8V',
  code: 'order_closed',
  detail: 'a closed order cannot be held',
  message: 'order.hold',
  bytes: 41,
};
export const rejectedAnswer: DocumentedAnswer = {
  description: 'What was refused, and why.',
  schema: rejected,
  example: rejectedExample,
};
export const rejectedPageAnswer = pageOf(rejected, rejectedExample);
export const redrivenAnswer: DocumentedAnswer = {
  description: 'Posted again.',
  schema: z.strictObject({ token: text, links }),
  example: { token: 'orders.3.1300', links: { settled: '/v1/settled?after=orders.3.1300' } },
};

export const bulkDescription =
  'NDJSON in, a result a line out, in order and while the lines come ' +
  'in. A line that is wrong says so with its number and field and stops nothing. Blank lines are ' +
  'left out. A line may have 1 MiB; the whole has no limit. A token says that a line is kept: ' +
  'what became of it is told by `GET /v1/orders/{number}?after=` (or `/v1/stock/{node}/{sku}`) ' +
  'with the token, also its refusal, or that its reference has an order with another body. With ' +
  '`Prefer: wait=N` each line waits for that and tells it: `outcome`, and the `error` of what ' +
  'was refused; `pending` where the wait was too short.';
export const bulkAnswer: DocumentedAnswer = {
  description: 'A result for each line: its token, or its error.',
  media: 'application/x-ndjson',
  schema: z.strictObject({
    line: z.int(),
    token: text.optional(),
    omsNumber: text.optional(),
    outcome: text.optional().describe('with `Prefer: wait`'),
    error: z.looseObject({ code: text, detail: text }).optional(),
  }),
  example: { line: 1, token: 'orders.3.1207', omsNumber: 'H0VD-3KFX-FA0T-8V' },
};

export const rebuiltAnswer: DocumentedAnswer = {
  description: 'How far it is, and at last which generation answers now.',
  media: 'application/x-ndjson',
  schema: z.union([
    z.strictObject({ passed: z.int(), total: z.int() }),
    z.strictObject({ projection: text, from: z.int().nullable(), to: z.int(), records: z.int() }),
    z.strictObject({ error: z.strictObject({ code: z.literal('not_rebuilt'), detail: text }) }),
  ]),
  example: { projection: 'order', from: 1, to: 2, records: 5_120 },
};
