/** Upstream publishers: they know their reference and nothing of us. */
import fc from 'fast-check';
import { number, withBody, withHeaders } from '../test/messages.js';
import { channelCodec, withNumber } from './channel.js';
import { isUndecodable } from './body.js';

const record = (type: string, data: object) => ({
  key: 'anything',
  offset: 5,
  time: 0,
  value: Buffer.from(JSON.stringify(data)),
  headers: {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: 'e-1',
    ce_source: 'https://shop.example',
    ce_type: `oms.${type}`,
  },
});
const reference = { channel: 'web', channelRef: 'R-1' };
const order = {
  ...reference,
  currency: 'EUR',
  lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
};
const decoded = (type: string, data: object) => {
  const read = channelCodec.decode(record(type, data));
  if (isUndecodable(read)) throw new Error(JSON.stringify(read));
  return read;
};

test('an order gets its defaults, and a number once somebody who has the key gives it', () => {
  const read = decoded('order.place', { ...order, placedAt: '2026-01-05T11:00:00+01:00' });
  expect(read).toMatchObject({
    claim: { tenant: 'default', ...reference },
    placedAt: '2026-01-05T10:00:00Z',
    id: 'e-1',
    from: 'https://shop.example',
  });
  expect(withNumber(read, number, 2)).toMatchObject({
    type: 'order.place',
    data: {
      number,
      claim: { tenant: 'default', ...reference, attempt: 2 },
      body: { currency: 'EUR', lines: [{ line: '1', unit: 'each', onShortage: 'backorder' }] },
    },
  });
});

test.each<[string, object, object]>([
  ['order.cancel', { reason: 'customer' }, { id: 'e-1', reason: 'customer' }],
  [
    'order.record-payment',
    { payment: 'p', status: 'captured', amount: 5 },
    { id: 'e-1', payment: 'p', status: 'captured', amount: 5 },
  ],
  [
    'order.record-dispatch',
    { node: 'main', at: '2026-01-05T10:00:00Z' },
    { scope: { node: 'main' }, fact: { kind: 'dispatch', id: 'e-1' } },
  ],
  [
    'order.record-scan',
    { id: 's', status: 'delivered', at: '2026-01-05T10:00:00Z' },
    { scope: {}, fact: { kind: 'scan', id: 's', status: 'delivered' } },
  ],
  ['order.record-refusal', { reason: 'damaged' }, { id: 'e-1', reason: 'damaged' }],
  [
    'order.record-return',
    { lines: [{ line: '1', quantity: '1' }] },
    { id: 'e-1', disposition: 'restocked' },
  ],
  [
    'order.raise-exception',
    { exception: 'delivery-unconfirmed', reason: 'no date' },
    { exception: 'delivery-unconfirmed', reason: 'no date' },
  ],
])('%s carries its reference in place of a number', (type, data, expected) => {
  const read = decoded(type, { ...reference, tenant: 'acme', ...data });
  expect(read.claim).toEqual({ tenant: 'acme', ...reference });
  const command = withNumber(read, number, 0);
  expect(command).toMatchObject({ type, data: expected });
  expect(command.data.claim).toEqual({ tenant: 'acme', ...reference, attempt: 0 });
  expect(Object.keys(command.data)).not.toContain('channelRef');
});

test('the time that chose the epoch of the number goes with the message', () => {
  const placedAt = '2026-01-05T10:00:00Z';
  const fact = decoded('order.cancel', { ...reference, placedAt, reason: 'customer' });
  expect(withNumber(fact, number, 0).data.claim).toMatchObject({ ...reference, placedAt });
  const told = decoded('order.place', { ...order, placedAt });
  expect(withNumber(told, number, 0)).toMatchObject({ data: { body: { placedAt } } });
  expect(withNumber(told, number, 0).data.claim).not.toHaveProperty('placedAt');
});

describe('what is wrong is said', () => {
  const good = record('order.place', order);
  test.each([
    ['no body', withBody(good, null), 'empty_body', 'body'],
    ['no JSON', withBody(good, '{'), 'bad_json', 'body'],
    [
      'a type of nobody',
      withHeaders(good, { ce_type: 'oms.order.hold' }),
      'unknown_type',
      'ce_type',
    ],
    [
      'a version of tomorrow',
      withHeaders(good, { ce_dataschema: 'oms:/schemas/order.place/2' }),
      'unknown_version',
      'ce_dataschema',
    ],
    ['no reference', record('order.cancel', { reason: 'x' }), 'schema_invalid', 'channel'],
    ['no lines', record('order.place', { ...order, lines: [] }), 'schema_invalid', 'lines'],
    [
      'a tenant with a slash',
      record('order.place', { ...order, tenant: 'a/b' }),
      'schema_invalid',
      'tenant',
    ],
    [
      'two tenants',
      withHeaders(record('order.place', { ...order, tenant: 'a' }), { ce_omstenant: 'b' }),
      'tenant_mismatch',
      'tenant',
    ],
  ])('%s', (_, wrong, code, field) => {
    expect(channelCodec.decode(wrong)).toMatchObject({ error: { code, field } });
  });

  test('and nothing throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body = withBody(good, JSON.stringify(value));
        expect(channelCodec.decode(body)).toMatchObject({ error: { code: expect.any(String) } });
      }),
    );
  });
});
