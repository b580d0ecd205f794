import { claim, number, line, payment, place } from './orders.js';
import type { OrderCommand } from '../src/commands.js';

export const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;

export const dispatch = (
  id: string,
  hour: number,
  scope: object = {},
  tracking = `T-${id}`,
): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(hour), carrier: 'DHL', tracking } },
});

type Scan =
  | 'label_created'
  | 'in_transit'
  | 'out_for_delivery'
  | 'delivery_failed'
  | 'delivered'
  | 'lost'
  | 'returned_to_sender';

export const scan = (id: string, hour: number, status: Scan, scope: object = {}): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope, fact: { kind: 'scan', id, at: at(hour), status } },
});

export const correction = (
  id: string,
  corrects: string,
  status: Scan,
  scope: object = {},
): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope,
    fact: { kind: 'scan', id, at: at(20), status, corrects, reason: 'another parcel' },
  },
});

export const S1 = `${number}-S1`;
export const S2 = `${number}-S2`;

export const part = (lineId: string, quantity: string): object => ({
  shipment: S2,
  lines: [{ line: lineId, quantity }],
});

export const tracked = (
  id: string,
  hour: number,
  status: Scan,
  tracking: string,
): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope: {}, fact: { kind: 'scan', id, at: at(hour), status, tracking } },
});

export const mending = (id: string, corrects: string, tracking: string): OrderCommand => ({
  type: 'order.record-dispatch',
  data: {
    scope: {},
    fact: { kind: 'dispatch', id, at: at(20), tracking, corrects, reason: 'mistyped' },
  },
});

export const unknownWord = (id: string, hour: number): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope: {}, fact: { kind: 'scan', id, at: at(hour), status: 'unknown', raw: 'DRONE' } },
});

export const refusal = (id: string, node?: string): OrderCommand => ({
  type: 'order.record-refusal',
  data: { id, reason: 'unavailable', ...(node !== undefined && { node }) },
});

export const comesBack = (id: string, lineId: string, quantity: string): OrderCommand => ({
  type: 'order.record-return',
  data: { id, disposition: 'restocked', lines: [{ line: lineId, quantity }] },
});

export const backAt = (id: string, hour: number, quantity: string): OrderCommand => ({
  type: 'order.record-return',
  data: { id, disposition: 'restocked', lines: [{ line: '2', quantity }], at: at(hour) },
});

export const home = 'returned_to_sender';

export const unconfirmed: OrderCommand = {
  type: 'order.raise-exception',
  data: { exception: 'delivery-unconfirmed', reason: 'delivered without a date' },
};

export const lines = [
  line('1', '2', { node: 'north', sku: 'A' }),
  line('2', '3', { node: 'south', sku: 'B' }),
  line('10', '1', { node: 'north', sku: 'A' }),
];

/** All that they cost. */
export const takesBack = (corrects: string): OrderCommand => ({
  type: 'order.correct-payment',
  data: { claim, corrects, reason: 'of another order' },
});

export const pays = (amount = 6000): OrderCommand => payment('captured', amount);
export const north = { node: 'north' };
export const south = { node: 'south' };
export const paid = place({ lines, promise: '2026-01-07' });
export const replayed = place({ lines, policy: { releaseOn: 'dispatch' } });
