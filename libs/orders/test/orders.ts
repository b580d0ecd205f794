/** Orders, facts and answers of the specs, with the least said that makes each of them. */
import type {
  Claim,
  OrderBody,
  OrderCommand,
  OrderEvent,
  OrderLine,
  OrderPolicy,
  PlaceOrder,
  ShipmentNews,
  StockAnswer,
} from '#orders';

export const number = 'H0VD-3KFX-FA0T-8V';
export const claim: Claim = { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 };
export const otherClaim: Claim = { ...claim, channelRef: 'R-2' };

export const line = (id: string, quantity: string, more: Partial<OrderLine> = {}): OrderLine => ({
  line: id,
  sku: `SKU-${id}`,
  node: 'main',
  quantity,
  unit: 'each',
  unitPrice: '10.00',
  onShortage: 'backorder',
  ...more,
});

const policy: OrderPolicy = {
  allOrNothing: false,
  onEmpty: 'exception',
  releaseOn: 'paid',
  timers: false,
};

export type BodyChange = Partial<Omit<OrderBody, 'policy'>> & {
  readonly policy?: Partial<OrderPolicy>;
};

export const body = ({ policy: other, ...more }: BodyChange = {}): OrderBody => ({
  placedAt: '2026-01-05T09:00:00Z',
  currency: 'EUR',
  charges: [],
  lines: [line('1', '2')],
  ...more,
  policy: { ...policy, ...other },
});

export const place = (change: BodyChange = {}): PlaceOrder => ({
  type: 'order.place',
  data: { number, claim, body: body(change) },
});

export const placed = (change: BodyChange = {}): OrderEvent => ({
  type: 'order.placed',
  data: { number, claim, placedAt: '2026-01-05T09:00:00Z', body: body(change) },
});

export const answer = (id: string, totals: Partial<StockAnswer> = {}): StockAnswer => ({
  line: id,
  request: 1,
  reserved: '0',
  backordered: '0',
  refused: '0',
  issued: '0',
  ...totals,
});

export const stockSays = (id: string, totals: Partial<StockAnswer>): OrderCommand => ({
  type: 'order.record-stock',
  data: answer(id, totals),
});

export const reservedEvent = (id: string, quantity: string): OrderEvent => ({
  type: 'line.reserved',
  data: {
    moves: [{ line: id, from: 'open', quantity }],
    answer: answer(id, { reserved: quantity }),
  },
});

export const acceptedEvent: OrderEvent = { type: 'order.accepted', data: {} };

export const payment = (
  status: 'pending' | 'authorized' | 'captured' | 'refunded' | 'voided' = 'captured',
  amount = 2000,
  id = `pay-${status}`,
): OrderCommand & { type: 'order.record-payment' } => ({
  type: 'order.record-payment',
  data: { id, payment: 'P', status, amount },
});

export const releasedEvent = (
  shipment: string,
  moves: readonly { line: string; quantity: string }[],
  node = 'main',
): OrderEvent => ({
  type: 'line.released',
  data: {
    shipments: [
      { shipment, node, moves: moves.map((move) => ({ ...move, from: 'reserved' as const })) },
    ],
  },
});

export const news = (
  status: ShipmentNews['status'],
  lines: ShipmentNews['lines'],
  more: Partial<ShipmentNews> = {},
): ShipmentNews => ({
  shipment: `${number}-S1`,
  node: 'main',
  status,
  lines,
  ...more,
  ...parcelsOf(status, lines),
});

/** All of it in one parcel. */
const parcelsOf = (
  status: ShipmentNews['status'],
  lines: ShipmentNews['lines'],
): Pick<ShipmentNews, 'parcels'> => {
  switch (status) {
    case 'planned':
    case 'partly_dispatched':
    case 'refused':
    case 'cancelled':
      return {};
    default:
      return {
        parcels: [
          { parcel: 'd1', status, contents: lines.map((each) => ({ ...each, status })), scans: [] },
        ],
      };
  }
};

export const shippingSays = (
  status: ShipmentNews['status'],
  lines: ShipmentNews['lines'],
  more: Partial<ShipmentNews> = {},
): OrderCommand => ({
  type: 'order.record-shipment',
  data: { what: 'status', news: news(status, lines, more), lines: [] },
});

export const two = [{ line: '1', quantity: '2' }];
/** Two units of one line, at each stage of their way. */
export const stages = {
  received: [placed()],
  accepted: [placed(), reservedEvent('1', '2'), acceptedEvent],
  released: [
    placed(),
    reservedEvent('1', '2'),
    acceptedEvent,
    {
      type: 'payment.recorded',
      data: { id: 'pay-captured', payment: 'P', status: 'captured', amount: 2000 },
    },
    releasedEvent(`${number}-S1`, two),
  ],
} as const satisfies Record<string, readonly OrderEvent[]>;
