/**
 * One order and what happens to it: the examples of the document, which a test sends as they are.
 */
const omsNumber = 'H0VD-3KFX-FA0T-8V';
const token = 'orders.3.1207';

export const orderInputExample = {
  channel: 'web',
  channelRef: 'R-1',
  placedAt: '2026-01-05T10:00:00Z',
  currency: 'EUR',
  policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid' },
  customer: { id: 'C-7', name: 'Ada Example', email: 'ada@example.org' },
  shipTo: {
    name: 'Ada Example',
    street: 'Way 1',
    city: 'Berlin',
    postalCode: '10115',
    country: 'DE',
  },
  promise: '2026-01-09',
  charges: [{ code: 'shipping', amount: 490 }],
  lines: [
    {
      line: '1',
      sku: 'A',
      node: 'main',
      quantity: '2',
      unit: 'each',
      unitPrice: '9.90',
      onShortage: 'backorder',
    },
  ],
} as const;

export const orderRowExample = {
  omsNumber,
  tenant: 'default',
  channel: 'web',
  channelRef: 'R-1',
  placedAt: '2026-01-05T10:00:00Z',
  lifecycle: 'accepted',
  fulfilment: 'reserved',
  payment: 'unknown',
  attention: { holds: [], exceptions: [], sla: 'on_track' },
  currency: 'EUR',
  total: 2470,
  owed: 2470,
  open: 0,
  captured: 0,
  refunded: 0,
  promise: '2026-01-09',
  lines: [
    {
      line: '1',
      sku: 'A',
      node: 'main',
      ordered: '2',
      unit: 'each',
      unitPrice: '9.90',
      total: 1980,
      buckets: { reserved: '2' },
    },
  ],
  charges: [{ code: 'shipping', amount: 490 }],
  payments: [],
  shipments: [],
  changedAt: '2026-01-05T10:00:01Z',
} as const;

export const fullOrderExample = {
  ...orderRowExample,
  attention: { holds: [], holdReasons: {}, exceptions: [], sla: 'on_track' },
  lines: [{ ...orderRowExample.lines[0], onShortage: 'backorder' }],
  policy: { ...orderInputExample.policy, timers: true },
  customer: orderInputExample.customer,
  shipTo: orderInputExample.shipTo,
  version: 1,
  changes: [],
} as const;

const links = {
  self: `/v1/orders/${omsNumber}?after=${token}`,
  settled: `/v1/settled?after=${token}`,
  timeline: `/v1/orders/${omsNumber}/timeline`,
} as const;
export const receiptExample = { token, omsNumber, provisional: true, links } as const;
const decided = { token, provisional: false, links, outcome: 'accepted' } as const;
export const placedExample = {
  ...decided,
  ...fullOrderExample,
  events: ['order.placed', 'promise.made'],
} as const;
export const orderDecidedExample = {
  ...decided,
  ...fullOrderExample,
  events: ['order.held'],
} as const;

export const stockRowExample = {
  node: 'main',
  sku: 'A',
  onHand: '10',
  available: '8',
  reserved: '2',
  unavailable: '0',
  missing: '0',
  backordered: '0',
  unit: 'each',
} as const;
const stockToken = 'inventory.1.31';
const stockLinks = {
  self: `/v1/stock/main/A?after=${stockToken}`,
  settled: `/v1/settled?after=${stockToken}`,
} as const;
export const stockReceiptExample = {
  token: stockToken,
  provisional: true,
  links: stockLinks,
} as const;
export const stockDecidedExample = {
  token: stockToken,
  provisional: false,
  links: stockLinks,
  outcome: 'accepted',
  events: ['stock.received'],
  ...stockRowExample,
} as const;

const shipmentExample = {
  shipment: `${omsNumber}-S1`,
  node: 'main',
  status: 'dispatched',
  lines: [{ line: '1', quantity: '2' }],
  carrier: 'DHL',
  tracking: 'JD0001',
  dispatchedAt: '2026-01-06T08:00:00Z',
  parcels: [
    {
      id: 'd-1',
      status: 'dispatched',
      contents: [{ line: '1', quantity: '2', status: 'dispatched' }],
      carrier: 'DHL',
      tracking: 'JD0001',
      dispatchedAt: '2026-01-06T08:00:00Z',
      number: `${omsNumber}-S1.1`,
      scans: [],
    },
  ],
  history: [{ kind: 'dispatch', id: 'd-1', at: '2026-01-06T08:00:00Z', carrier: 'DHL' }],
} as const;
export const shipmentRowExample = {
  omsNumber,
  shipment: `${omsNumber}-S1`,
  node: 'main',
  status: 'planned',
  promise: '2026-01-09',
  lines: [{ line: '1', quantity: '2', toSend: '2', sku: 'A', unit: 'each', name: 'Mug, blue' }],
  parcels: [],
  shipTo: { name: 'Ada Poe', street: 'Elm St 1', postalCode: '10115', country: 'DE' },
  notes: 'leave it at the door',
  holds: [{ hold: 'address', reason: 'no house number' }],
} as const;
const shipmentToken = 'shipping.3.88';
const shipmentLinks = {
  ...links,
  self: `/v1/orders/${omsNumber}?after=${shipmentToken}`,
  settled: `/v1/settled?after=${shipmentToken}`,
};
export const shipmentReceiptExample = {
  token: shipmentToken,
  omsNumber,
  provisional: true,
  links: shipmentLinks,
} as const;
export const shipmentDecidedExample = {
  token: shipmentToken,
  omsNumber,
  provisional: false,
  links: shipmentLinks,
  outcome: 'accepted',
  events: ['shipment.dispatched'],
  ...shipmentExample,
} as const;

export const orderActionExamples = {
  cancel: { reason: 'customer', lines: [{ line: '1', quantity: '1' }] },
  hold: { hold: 'fraud', reason: 'looks odd' },
  releaseHold: { hold: 'fraud' },
  resolve: { exception: 'node-refused', line: '1', reason: 'found another node' },
  reserveAgain: { lines: ['1'] },
  payment: {
    id: 'psp-77',
    payment: 'P-1',
    status: 'captured',
    amount: 2470,
    at: '2026-01-05T10:05:00Z',
  },
  correctPayment: { corrects: 'psp-77', reason: 'it was for another order' },
  refusal: { id: 'no-1', reason: 'not_found', node: 'main', lines: [{ line: '1', quantity: '1' }] },
  shipmentFact: {
    kind: 'dispatch',
    id: 'd-1',
    at: '2026-01-06T08:00:00Z',
    carrier: 'DHL',
    tracking: 'JD0001',
    node: 'main',
  },
  orderReturn: {
    id: 'rma-1',
    lines: [{ line: '1', quantity: '1' }],
    disposition: 'restocked',
    at: '2026-01-20T09:00:00Z',
  },
} as const;
export const orderEditExamples = {
  edit: {
    id: 'e-1',
    version: 1,
    reason: 'the customer called',
    shipTo: { street: 'Way 2' },
    lines: [{ line: '1', quantity: '3' }],
  },
  undoCancel: { reason: 'the customer called', lines: [{ line: '1' }] },
  releaseAnyway: { reason: 'a customer on account' },
  acceptChange: { reason: 'seen', change: '1-5f0c2a9b1d7e4c36' },
  dismissChange: { reason: 'the shop sent it by mistake', change: '1-5f0c2a9b1d7e4c36' },
} as const;
export const shipmentInputExamples = {
  dispatch: { carrier: 'DHL', tracking: 'JD0001', at: '2026-01-06T08:00:00Z' },
  scan: { id: 's-1', at: '2026-01-07T12:00:00Z', status: 'delivered', location: 'Berlin' },
  trackedScan: { at: '2026-01-07T12:00:00Z', status: 'delivered', carrier: 'DHL' },
  refuse: { reason: 'damaged at the node', lines: [{ line: '1', quantity: '2' }] },
} as const;
export const stockInputExamples = {
  receipt: { id: 'asn-1', quantity: '10' },
  adjustment: { id: 'adj-1', quantity: '-1', reason: 'write-off' },
  count: { id: 'count-1', counted: '9', reason: 'inventory day' },
  stockReturn: { id: 'ret-1', quantity: '1', condition: 'available', reason: 'no order known' },
} as const;

export const channelRowExample = {
  kind: 'stock',
  id: 'olist:r1:1',
  tenant: 'default',
  node: 'main',
  sku: 'A',
  message: { type: 'stock.receive', data: { receipts: [{ id: 'olist:r1:1', quantity: '2' }] } },
} as const;
