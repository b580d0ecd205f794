/** What the HTTP edge takes, what it fills in, and what it says where it refuses. */
import type { z } from 'zod';
import { number, stored } from '../../test/messages.js';
import { inventoryCodec } from '../services/inventory.js';
import { ordersCodec } from '../services/orders.js';
import { shippingCodec } from '../services/shipping.js';
import {
  cancelInput,
  paymentInput,
  returnInput,
  shipmentFactInput,
  toCancelOrder,
  toRecordPayment,
  toReturn,
  toShipmentFact,
} from './facts.js';
import { orderInput, toPlaceOrder } from './order.js';
import { problemsOf } from './problem.js';
import {
  dispatchInput,
  refuseInput,
  scanInput,
  toDispatchShipment,
  toRecordShipmentScan,
  toRefuseShipment,
} from './shipment.js';
import {
  adjustmentInput,
  countInput,
  receiptInput,
  stockReturnInput,
  toAdjustStock,
  toCountStock,
  toReceiveStock,
  toReturnStock,
} from './stock.js';

const smallest = {
  channel: 'web',
  channelRef: 'R-1',
  currency: 'EUR',
  lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
};
const problems = (schema: z.ZodType, input: unknown) => {
  const read = schema.safeParse(input);
  return read.success ? [] : problemsOf(read.error);
};

describe('an order', () => {
  test('with nothing but what is needed gets every default', () => {
    const placed = toPlaceOrder(orderInput.parse(smallest), 'acme', number, 0);
    expect(placed).toEqual({
      type: 'order.place',
      data: {
        number,
        claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
        body: {
          currency: 'EUR',
          policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
          charges: [],
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
        },
      },
    });
  });

  test.each([
    ['2026-11-29', '2026-11-29', '2026-11-29'],
    ['2026-11-29-08:00', '2026-11-30T07:59:59.999Z', '2026-11-29T08:00:00Z'],
    ['2026-11-29+14:00', '2026-11-29T09:59:59.999Z', '2026-11-28T10:00:00Z'],
    ['2026-11-29Z', '2026-11-29T23:59:59.999Z', '2026-11-29T00:00:00Z'],
  ])(
    'promised for %s is due by its end there, and goes from its beginning on',
    (day, end, begin) => {
      const [line] = smallest.lines;
      const {
        data: { body },
      } = toPlaceOrder(
        orderInput.parse({ ...smallest, promise: day, lines: [{ ...line, notBefore: day }] }),
        'acme',
        number,
        0,
      );
      expect([body.promise, body.lines[0]?.notBefore]).toEqual([end, begin]);
    },
  );

  test.each(['2026-02-30-08:00', '2026-11-29-25:00', '9999-12-31-08:00', '2026-11-29T10:00'])(
    'is not promised for %s',
    (promise) => {
      expect(problems(orderInput, { ...smallest, promise })).toMatchObject([{ field: 'promise' }]);
    },
  );

  test('keeps what it says, and times in UTC', () => {
    const {
      data: { body },
    } = toPlaceOrder(
      orderInput.parse({
        ...smallest,
        placedAt: '2026-01-05T11:00:00.000+01:00',
        promise: '2026-01-09',
        policy: { releaseOn: 'accepted', paymentDeadline: '2026-01-06T10:00:00Z' },
        customer: { name: 'João' },
        charges: [{ code: 'shipping', amount: -490 }],
      }),
      'acme',
      number,
      0,
    );
    expect(body).toMatchObject({
      placedAt: '2026-01-05T10:00:00Z',
      promise: '2026-01-09',
      customer: { name: 'João' },
      charges: [{ code: 'shipping', amount: -490 }],
      policy: { releaseOn: 'accepted', paymentDeadline: '2026-01-06T10:00:00Z' },
    });
  });

  test('as command passes the check of the inbox', () => {
    const command = toPlaceOrder(orderInput.parse(smallest), 'acme', number, 0);
    const envelope = { key: number, tenant: 'acme', number, id: 'c', from: '/api', command };
    expect(ordersCodec.decodeCommand(stored(ordersCodec.encodeCommand(envelope)))).toEqual(
      envelope,
    );
  });

  test('without lines says what that means, or is refused', () => {
    const empty = { ...smallest, lines: [] };
    expect(problems(orderInput, empty)).toEqual([
      { field: 'lines', detail: expect.stringContaining('policy.onEmpty') },
    ]);
    expect(problems(orderInput, { ...empty, policy: { onEmpty: 'complete' } })).toEqual([]);
  });

  const line = smallest.lines[0];
  test.each<[string, object, string, RegExp]>([
    ['no channel', { channel: undefined }, 'channel', /1 to 64 characters/],
    ['no lines', { lines: undefined }, 'lines', /list of lines/],
    ['no node', { lines: [{ ...line, node: undefined }] }, 'lines[0].node', /without '\/'/],
    [
      'a negative quantity',
      { lines: [{ ...line, quantity: '-2' }] },
      'lines[0].quantity',
      /above 0/,
    ],
    [
      'a quantity as number',
      { lines: [{ ...line, quantity: 2 }] },
      'lines[0].quantity',
      /decimal text/,
    ],
    ['a price as number', { lines: [{ ...line, unitPrice: 9.9 }] }, 'lines[0].unitPrice', /"9.90"/],
    ['a day that is none', { placedAt: '2026-02-30T00:00:00Z' }, 'placedAt', /RFC 3339/],
    ['a promise in words', { promise: 'soon' }, 'promise', /YYYY-MM-DD/],
    ['a currency in words', { currency: 'euro' }, 'currency', /ISO 4217/],
    [
      'an unknown policy',
      { policy: { releaseOn: 'friday' } },
      'policy.releaseOn',
      /paid, accepted, dispatch/,
    ],
    ['a field of nobody', { colour: 'red' }, 'colour', /none of this name/],
    [
      'two lines of one id',
      { lines: [{ ...line, line: '2' }, line] },
      'lines[1].line',
      /no other line/,
    ],
    [
      'a total beyond money',
      { lines: [{ ...line, quantity: '9000000', unitPrice: '9000000000' }] },
      'lines[0].unitPrice',
      /line total/,
    ],
    ['too many lines', { lines: Array.from({ length: 2001 }, () => line) }, 'lines', /2000 lines/],
  ])('with %s is refused by the name of the field', (_, change, field, detail) => {
    expect(problems(orderInput, { ...smallest, ...change })).toContainEqual({
      field,
      detail: expect.stringMatching(detail),
    });
  });

  test('names every field that is wrong, up to twenty', () => {
    const wrong = { sku: '', node: '', quantity: '', unitPrice: '' };
    expect(problems(orderInput, { ...smallest, lines: [wrong] })).toHaveLength(4);
    const many = Array.from({ length: 50 }, () => wrong);
    expect(problems(orderInput, { ...smallest, lines: many })).toHaveLength(20);
  });

  test.each([null, [], 'order', 7])('is not %j', (input) => {
    expect(problems(orderInput, input)).toMatchObject([{ field: 'body' }]);
  });

  test('cannot reach the prototype of objects', () => {
    const text = `{"__proto__":{"polluted":1},${JSON.stringify(smallest).slice(1)}`;
    expect(problems(orderInput, JSON.parse(text))).toMatchObject([{ field: '__proto__' }]);
  });
});

describe('a payment without an id', () => {
  const paid = { payment: 'p', status: 'captured', amount: 5, at: '2026-01-05T10:00:00Z' } as const;
  const idOf = (change: object, fallback: string): string =>
    toRecordPayment(paymentInput.parse({ ...paid, ...change }), fallback).data.id;

  test('is known by what is said of it for which time, however the time is written', () => {
    expect(idOf({ at: '2026-01-05T12:00:00.000+02:00' }, 'c-2')).toBe(idOf({}, 'c-1'));
    expect(idOf({ id: 'own' }, 'c-1')).toBe('own');
  });

  test.each([
    { payment: 'q' },
    { status: 'authorized' },
    { amount: 6 },
    { at: '2026-01-05T10:00:01Z' },
  ])('is another one with %j', (change) => {
    expect(idOf(change, 'c-1')).not.toBe(idOf({}, 'c-1'));
  });

  test('and without a time is a payment of its own each time', () => {
    const untimed = { at: undefined };
    expect([idOf(untimed, 'c-1'), idOf(untimed, 'c-2')]).toEqual(['c-1', 'c-2']);
  });
});

describe('the inbox takes what the edge makes of', () => {
  const envelope = { tenant: 'acme', number, id: 'c-1', from: '/api' };
  const shipment = `${number}-S1`;
  const at = '2026-01-05T12:00:00+02:00';
  const utc = '2026-01-05T10:00:00Z';

  test.each([
    [
      'a cancellation',
      toCancelOrder(cancelInput.parse({ reason: 'customer' }), 'c-1'),
      { id: 'c-1', reason: 'customer' },
    ],
    [
      'a payment',
      toRecordPayment(paymentInput.parse({ payment: 'p', status: 'captured', amount: 5 }), 'c-1'),
      { id: 'c-1', payment: 'p', status: 'captured', amount: 5 },
    ],
    [
      'a payment with its time, whatever the length of its name',
      toRecordPayment(
        paymentInput.parse({ payment: 'p'.repeat(512), status: 'captured', amount: 5, at }),
        'c-1',
      ),
      {
        id: expect.stringMatching(/^captured:[0-9a-f]{32}$/),
        payment: 'p'.repeat(512),
        status: 'captured',
        amount: 5,
        at: utc,
      },
    ],
    [
      'a return',
      toReturn(returnInput.parse({ id: 'r', lines: [{ line: '1', quantity: '1' }] }), 'c-1'),
      { id: 'r', lines: [{ line: '1', quantity: '1' }], disposition: 'restocked' },
    ],
    [
      'a dispatch of all of a node',
      toShipmentFact(shipmentFactInput.parse({ kind: 'dispatch', node: 'main', at }), 'c-1'),
      { scope: { node: 'main' }, fact: { kind: 'dispatch', id: 'c-1', at: utc } },
    ],
    [
      'a scan of a shipment, which is the same when it comes again',
      toShipmentFact(
        shipmentFactInput.parse({ kind: 'scan', shipment, status: 'lost', at }),
        'c-1',
      ),
      {
        scope: { shipment },
        fact: { kind: 'scan', status: 'lost', id: `lost:${shipment}:${utc}`, at: utc },
      },
    ],
  ])('%s', (_, command, data) => {
    const record = stored(ordersCodec.encodeCommand({ key: number, ...envelope, command }));
    expect(ordersCodec.decodeCommand(record)).toMatchObject({ command: { data } });
    expect(command.data).toEqual(data);
  });

  test.each([
    [
      'a dispatch',
      toDispatchShipment(dispatchInput.parse({ carrier: 'dhl', tracking: 'J' }), shipment, 'c-1'),
    ],
    ['a refusal', toRefuseShipment(refuseInput.parse({ reason: 'damaged' }), shipment)],
    ['a scan', toRecordShipmentScan(scanInput.parse({ status: 'delivered', at }), shipment, 'c-1')],
  ])('%s of a shipment', (_, command) => {
    const record = stored(shippingCodec.encodeCommand({ key: number, ...envelope, command }));
    expect(shippingCodec.decodeCommand(record)).toMatchObject({ command });
  });

  test.each([
    ['one receipt', toReceiveStock(receiptInput.parse({ quantity: '2' }), 'c-1')],
    [
      'many receipts',
      toReceiveStock(receiptInput.parse({ receipts: [{ id: 'r', quantity: '2' }] }), 'c-1'),
    ],
    [
      'a write-off',
      toAdjustStock(adjustmentInput.parse({ quantity: '-3', reason: 'broken' }), 'c-1'),
    ],
    ['a count', toCountStock(countInput.parse({ counted: '0' }), 'c-1')],
    [
      'a return',
      toReturnStock(stockReturnInput.parse({ quantity: '1', reason: 'customer' }), 'c-1'),
    ],
  ])('%s of stock', (_, command) => {
    const record = stored(
      inventoryCodec.encodeCommand({ key: 'acme/main/A', ...envelope, command }),
    );
    expect(inventoryCodec.decodeCommand(record)).toMatchObject({ command });
  });

  test('a return for an order whose number came as people write it', () => {
    const input = stockReturnInput.parse({
      quantity: '1',
      reason: 'customer',
      order: ` ${number.toLowerCase().replaceAll('-', ' ')} `,
    });
    expect(toReturnStock(input, 'c-1').data.order).toBe(number);
  });

  test('no adjustment by 0, no receipt without quantity, no correction without a reason', () => {
    expect(problems(adjustmentInput, { quantity: '0', reason: 'x' })).toMatchObject([
      { field: 'quantity' },
    ]);
    expect(problems(receiptInput, { id: 'r' })).toMatchObject([{ field: 'quantity' }]);
    expect(problems(scanInput, { status: 'lost', at, corrects: 's-1' })).toMatchObject([
      { field: 'reason' },
    ]);
    expect(
      problems(scanInput, { id: 's-1', status: 'lost', at, corrects: 's-1', reason: 'x' }),
    ).toMatchObject([{ field: 'corrects' }]);
    expect(problems(shipmentFactInput, { kind: 'teleport', at })).toMatchObject([
      { field: 'kind' },
    ]);
  });
});
