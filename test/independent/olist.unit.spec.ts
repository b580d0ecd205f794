import type { Expectation, ExpectedOrder } from './expectation.js';
import type { OlistOrder } from './hand-made.js';
import { olistFolder } from './hand-made.js';
import { expectOlist } from './olist.js';

const item: [number, string, string, string] = [1, 'P', 'S', '9.90'];
const approved = '2017-12-01 11:00:00';
const carrier = '2017-12-02 10:00:00';
const customer = '2017-12-05 10:00:00';

function count(...orders: OlistOrder[]): Expectation {
  return expectOlist(olistFolder(orders));
}
function only(order: Omit<OlistOrder, 'id'>): { order: ExpectedOrder; stock: unknown } {
  const expectation = count({ id: 'o', ...order });
  const found = expectation.orders.get('o');
  if (found === undefined) throw new Error('the order was not counted');
  return { order: found, stock: expectation.stock.get('S/P') };
}
const stockOf = (onHand: number, available: number, reserved: number): unknown => ({
  node: 'S',
  sku: 'P',
  onHand,
  available,
  reserved,
  unavailable: 0,
  backordered: 0,
});

describe('lines of an Olist order', () => {
  it('are one per product, seller and price, named by the smallest item number', () => {
    const { order } = only({
      status: 'processing',
      items: [
        [1, 'P', 'S', '9.90'],
        [10, 'Q', 'T', '5.00'],
        [2, 'Q', 'T', '5.00'],
        [3, 'P', 'S', '9.9'],
        [4, 'P', 'S', '9.00'],
        [5, 'P', 'T', '9.90'],
      ],
    });
    expect(order.lines.map(({ line, sku, node, ordered }) => [line, sku, node, ordered])).toEqual([
      ['1', 'P', 'S', 2],
      ['2', 'Q', 'T', 2],
      ['4', 'P', 'S', 1],
      ['5', 'P', 'T', 1],
    ]);
  });
});

describe('the end of an Olist order', () => {
  it('is delivered by its customer date, the stock gone', () => {
    const { order, stock } = only({
      status: 'delivered',
      approved,
      carrier,
      customer,
      items: [item],
      payments: ['5.00', '4.90'],
    });
    expect(order).toMatchObject({
      lifecycle: 'completed',
      fulfilment: 'delivered',
      payment: 'captured',
      sla: 'on_track',
      placedAt: ['2017-12-01T12:00:00.000Z'],
      exceptions: [],
      lines: [{ buckets: { delivered: 1 } }],
      shipments: [{ node: 'S', status: 'delivered', dispatchedAt: ['2017-12-02T12:00:00.000Z'] }],
    });
    expect(stock).toEqual(stockOf(0, 0, 0));
  });

  it('is delivered without a carrier date, in a shipment that was never dispatched', () => {
    const { order } = only({ status: 'delivered', customer, items: [item] });
    expect(order.shipments).toEqual([
      { node: 'S', status: 'delivered', deliveredAt: ['2017-12-05T12:00:00.000Z'] },
    ]);
  });

  it('is shipped and unconfirmed where the word says delivered and no date does', () => {
    const { order } = only({ status: 'delivered', approved, carrier, items: [item] });
    expect(order).toMatchObject({
      lifecycle: 'in_fulfilment',
      fulfilment: 'shipped',
      exceptions: ['delivery-unconfirmed'],
    });
  });

  it('is reserved where there is no date of a hand-over, whatever the word', () => {
    const { order, stock } = only({ status: 'shipped', approved, items: [item] });
    expect(order).toMatchObject({ lifecycle: 'accepted', fulfilment: 'reserved', shipments: [] });
    expect(stock).toEqual(stockOf(1, 0, 1));
  });

  it('is cancelled before the hand-over, the stock free', () => {
    const { order, stock } = only({ status: 'canceled', approved, items: [item] });
    expect(order).toMatchObject({
      lifecycle: 'cancelled',
      fulfilment: 'unfulfilled',
      lines: [{ buckets: { cancelled: 1 } }],
    });
    expect(stock).toEqual(stockOf(1, 1, 0));
  });

  it('is shipped where the cancel came after the hand-over: refused, and counted', () => {
    const expectation = count({ id: 'o', status: 'canceled', approved, carrier, items: [item] });
    expect(expectation.orders.get('o')).toMatchObject({
      lifecycle: 'in_fulfilment',
      fulfilment: 'shipped',
      exceptions: ['cancel-refused'],
    });
    expect(expectation.totals).toMatchObject({ refusedCancels: 1, cancelledOrders: 0 });
  });

  it('is open and refused by the node where it was unavailable, the stock free', () => {
    const { order, stock } = only({ status: 'unavailable', approved, items: [item] });
    expect(order).toMatchObject({
      lifecycle: 'accepted',
      fulfilment: 'unfulfilled',
      exceptions: ['node-refused'],
      lines: [{ buckets: { open: 1 } }],
      shipments: [],
    });
    expect(stock).toEqual(stockOf(1, 1, 0));
  });

  it('has no lines: an exception, or cancelled', () => {
    expect(only({ status: 'unavailable' }).order).toMatchObject({
      lifecycle: 'received',
      fulfilment: 'unfulfilled',
      exceptions: ['no-lines'],
    });
    expect(only({ status: 'canceled' }).order).toMatchObject({
      lifecycle: 'cancelled',
      exceptions: [],
      lines: [],
      shipments: [],
    });
  });
});

const paymentOf = (order: Omit<OlistOrder, 'id'>): string => only(order).order.payment;
const slaOf = (at: string): string | undefined =>
  only({ status: 'delivered', customer: at, items: [item] }).order.sla;

describe('payment and promise', () => {
  it('is captured once approved, pending before, unknown without payments', () => {
    expect(paymentOf({ status: 'created', payments: ['1.00'] })).toBe('pending');
    expect(paymentOf({ status: 'created', approved, payments: ['1.00'] })).toBe('captured');
    expect(paymentOf({ status: 'created', approved })).toBe('unknown');
  });

  it('is late by a day that is later in both zones, open where only one says so', () => {
    expect(slaOf('2017-12-20 21:59:59')).toBe('on_track');
    expect(slaOf('2017-12-20 22:00:00')).toBeUndefined();
    expect(slaOf('2017-12-21 00:00:00')).toBe('late');
  });
});

describe('shipments', () => {
  it('are one per seller, in the order of their first lines', () => {
    const { order } = only({
      status: 'shipped',
      carrier,
      items: [
        [1, 'P', 'T', '1.00'],
        [2, 'P', 'S', '1.00'],
        [3, 'Q', 'T', '1.00'],
      ],
    });
    expect(order.shipments.map((shipment) => shipment.node)).toEqual(['T', 'S']);
  });
});
