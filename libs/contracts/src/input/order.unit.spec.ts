import { smallest, problems } from '../../test/inputs.js';
import { number, stored } from '../../test/messages.js';
import { ordersCodec } from '../services/orders.js';
import { toPlaceOrder, orderInput } from './order.js';

/** The command of an order that says no more than it must. */
const withDefaults = {
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
};

describe('an order', () => {
  test('with nothing but what is needed gets every default', () => {
    const placed = toPlaceOrder(orderInput.parse(smallest), 'acme', number, 0);
    expect(placed).toEqual(withDefaults);
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
});

describe('what an order says', () => {
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
