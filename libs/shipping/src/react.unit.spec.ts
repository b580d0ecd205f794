import type { Recorded } from '#kernel';
import type { OrderEvent } from '#orders';
import { N, S1, S2, dispatchFact, scanFact, units } from '../test/parcel.js';
import { shippingReactions } from './index.js';

const heard = (event: OrderEvent) => {
  const recorded: Recorded<OrderEvent> = {
    event,
    key: N,
    tenant: 'acme',
    number: N,
    id: '0:inbox:1:0:0',
    chain: 1,
    index: 0,
    version: 1,
    at: 0,
  };
  return shippingReactions.orders(recorded);
};
const posting = (command: object) => ({ key: N, tenant: 'acme', number: N, command });

describe('what shipping hears from orders', () => {
  it('plans all shipments of a release in one message, a line of several buckets as one', () => {
    expect(
      heard({
        type: 'line.released',
        data: {
          shipments: [
            {
              shipment: S1,
              node: 'main',
              moves: [
                { line: '1', quantity: '1.5', from: 'reserved' },
                { line: '1', quantity: '1', from: 'cancelled' },
                { line: '2', quantity: '3', from: 'reserved' },
              ],
            },
            { shipment: S2, node: 'east', moves: [{ line: '3', quantity: '1', from: 'reserved' }] },
          ],
        },
      }),
    ).toEqual([
      posting({
        type: 'shipment.plan',
        data: {
          shipments: [
            { shipment: S1, node: 'main', lines: [units('2.5'), units('3', '2')] },
            { shipment: S2, node: 'east', lines: [units('1', '3')] },
          ],
        },
      }),
    ]);
  });

  it('records the facts that an order accepted, one message each, in order', () => {
    const dispatch = dispatchFact(1);
    const scan = scanFact(2, 'delivered');
    const shared = true;
    expect(
      heard({
        type: 'shipment-fact.accepted',
        data: {
          facts: [
            { shipment: S1, fact: dispatch },
            { shipment: S2, fact: scan },
            { shipment: N, fact: scan },
          ],
        },
      }),
    ).toEqual([
      posting({
        type: 'shipment.record-dispatch',
        data: { shipment: S1, fact: { ...dispatch, shared } },
      }),
      posting({ type: 'shipment.record-scan', data: { shipment: S2, fact: { ...scan, shared } } }),
      posting({ type: 'shipment.record-scan', data: { shipment: N, fact: scan } }),
    ]);
    expect(
      heard({
        type: 'shipment-fact.accepted',
        data: { facts: [{ shipment: S1, fact: dispatch }] },
      }),
    ).toEqual([
      posting({ type: 'shipment.record-dispatch', data: { shipment: S1, fact: dispatch } }),
    ]);
  });

  it('cancels each shipment that an order asks to stop', () => {
    expect(
      heard({
        type: 'cancel.requested',
        data: {
          reason: 'customer',
          shipments: [
            { shipment: S1, lines: [units('1')] },
            { shipment: S2, lines: [units('2')] },
          ],
        },
      }),
    ).toEqual(
      [
        [S1, '1'],
        [S2, '2'],
      ].map(([shipment = '', quantity = '']) =>
        posting({
          type: 'shipment.cancel',
          data: { shipment, reason: 'customer', lines: [units(quantity)] },
        }),
      ),
    );
  });

  it('hears nothing of what moves no parcel', () => {
    expect(heard({ type: 'order.accepted', data: {} })).toEqual([]);
  });
});
