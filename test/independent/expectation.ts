import type { Instants } from './local-time.js';

/** Units by the bucket that holds them in the end; buckets at zero are left out. */
export type Buckets = Record<string, number>;

export interface ExpectedLine {
  line: string;
  sku: string;
  node: string;
  ordered: number;
  buckets: Buckets;
}

export interface ExpectedShipment {
  node: string;
  status: 'dispatched' | 'delivered';
  dispatchedAt?: Instants;
  deliveredAt?: Instants;
}

export interface ExpectedOrder {
  channelRef: string;
  placedAt: Instants;
  lifecycle: string;
  fulfilment: string;
  payment: string;
  /** Undefined where the day of the promise depends on whose day it is. */
  sla: 'on_track' | 'late' | undefined;
  /** By line number. */
  lines: ExpectedLine[];
  /** In the order of their first line: the shipment at index 0 is `N-S1`. */
  shipments: ExpectedShipment[];
  /** Types, sorted, each once. */
  exceptions: string[];
}

export interface ExpectedStock {
  node: string;
  sku: string;
  onHand: number;
  available: number;
  reserved: number;
  unavailable: number;
  backordered: number;
}

/** Counted while the file is read, for people and for the checks of plausibility. */
export interface Totals {
  orders: number;
  lines: number;
  units: number;
  shipments: number;
  dispatched: number;
  deliveries: number;
  deliveredUnits: number;
  shippedUnits: number;
  reservedUnits: number;
  openUnits: number;
  cancelledOrders: number;
  cancelledUnits: number;
  refusedCancels: number;
  returnedUnits: number;
  unmatchedReturns: number;
  unmatchedUnits: number;
  adjustments: number;
  writtenOffUnits: number;
  credits: number;
  receivedUnits: number;
}

export interface Expectation {
  channel: string;
  /** False where the rules name no line numbers: lines are then compared by their rank. */
  linesAreNamed: boolean;
  orders: Map<string, ExpectedOrder>;
  /** By `stockKey`. */
  stock: Map<string, ExpectedStock>;
  totals: Totals;
}

export const stockKey = (node: string, sku: string): string => `${node}/${sku}`;

export function emptyExpectation(channel: string, linesAreNamed: boolean): Expectation {
  return { channel, linesAreNamed, orders: new Map(), stock: new Map(), totals: zeroTotals() };
}

/** The stock of a SKU at a node, all zero at its first mention. */
export function stockOf(expectation: Expectation, node: string, sku: string): ExpectedStock {
  const key = stockKey(node, sku);
  const known = expectation.stock.get(key);
  if (known !== undefined) return known;
  const empty = { onHand: 0, available: 0, reserved: 0, unavailable: 0, backordered: 0 };
  const stock: ExpectedStock = { node, sku, ...empty };
  expectation.stock.set(key, stock);
  return stock;
}

function zeroTotals(): Totals {
  return {
    orders: 0,
    lines: 0,
    units: 0,
    shipments: 0,
    dispatched: 0,
    deliveries: 0,
    deliveredUnits: 0,
    shippedUnits: 0,
    reservedUnits: 0,
    openUnits: 0,
    cancelledOrders: 0,
    cancelledUnits: 0,
    refusedCancels: 0,
    returnedUnits: 0,
    unmatchedReturns: 0,
    unmatchedUnits: 0,
    adjustments: 0,
    writtenOffUnits: 0,
    credits: 0,
    receivedUnits: 0,
  };
}

/** Adds a finished order, and what its lines say of it, to the totals. */
export function addOrder(expectation: Expectation, order: ExpectedOrder): void {
  const { totals } = expectation;
  expectation.orders.set(order.channelRef, order);
  totals.orders += 1;
  totals.cancelledOrders += order.lifecycle === 'cancelled' ? 1 : 0;
  totals.shipments += order.shipments.length;
  totals.dispatched += order.shipments.filter((one) => one.dispatchedAt !== undefined).length;
  totals.deliveries += order.shipments.filter((one) => one.status === 'delivered').length;
  totals.lines += order.lines.length;
  for (const { ordered, buckets } of order.lines) {
    totals.units += ordered;
    totals.deliveredUnits += buckets['delivered'] ?? 0;
    totals.shippedUnits += buckets['shipped'] ?? 0;
    totals.reservedUnits += buckets['reserved'] ?? 0;
    totals.openUnits += buckets['open'] ?? 0;
    totals.cancelledUnits += buckets['cancelled'] ?? 0;
    totals.returnedUnits += buckets['restocked'] ?? 0;
  }
}
