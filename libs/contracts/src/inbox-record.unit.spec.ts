/** Messages from outside: what is taken, and what an error says where it is not. */
import { good, rejection, changed } from '../test/inbox-records.js';
import type { Json } from '../test/inbox-records.js';
import { place, posted, number, stored, withBody, withHeaders } from '../test/messages.js';
import { inventoryCodec } from './services/inventory.js';
import { ordersCodec } from './services/orders.js';
import { shippingCodec } from './services/shipping.js';

test('a good message is taken as it is', () => {
  expect(ordersCodec.decodeCommand(good())).toEqual(posted);
});

describe('bytes that are no message', () => {
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each([
    ['0 bytes', '', 'empty_body'],
    ['no body', null, 'empty_body'],
    ['half a document', '{"number":', 'bad_json'],
    ['a million of one letter', 'x'.repeat(1_000_000), 'bad_json'],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'bad_json'],
    ['a list', '[]', 'schema_invalid'],
    ['a word', 'null', 'schema_invalid'],
    ['a hundred thousand brackets', nested, 'too_deep'],
    ['deep objects', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'too_deep'],
  ])('%s', (_, body, code) => {
    expect(rejection(withBody(good(), body))).toMatchObject({ code, field: 'body' });
  });

  test('brackets within text are no depth', () => {
    const record = changed((_, body) => {
      body.customer = { name: `${'['.repeat(60)}"\\{{` };
    });
    expect(rejection(record)).toBeUndefined();
  });
});

describe('headers', () => {
  test.each([
    ['an unknown type', { ce_type: 'oms.order.teleport' }, 'unknown_type', 'ce_type'],
    ["an event's type", { ce_type: 'oms.order.placed' }, 'unknown_type', 'ce_type'],
    ['no type', { ce_type: undefined }, 'not_a_cloud_event', 'ce_type'],
    ['no id', { ce_id: undefined }, 'not_a_cloud_event', 'ce_id'],
    ['an id without end', { ce_id: 'x'.repeat(2_000) }, 'not_a_cloud_event', 'ce_id'],
    ['another specification', { ce_specversion: '0.3' }, 'not_a_cloud_event', 'ce_specversion'],
    [
      'a later version',
      { ce_dataschema: 'oms:/schemas/order.place/2' },
      'unknown_version',
      'ce_dataschema',
    ],
    ['another subject', { ce_subject: 'C4BH-WF4H-MBX3-K7' }, 'key_mismatch', 'ce_subject'],
    ['another number', { ce_omsnumber: 'C4BH-WF4H-MBX3-K7' }, 'key_mismatch', 'ce_omsnumber'],
    ["another's tenant", { ce_omstenant: 'other' }, 'tenant_mismatch', 'claim.tenant'],
    ['a tenant with a slash', { ce_omstenant: 'a/b' }, 'tenant_invalid', 'ce_omstenant'],
    ['a tenant that no header carries', { ce_omstenant: 'ü' }, 'tenant_invalid', 'ce_omstenant'],
    ['an id with a control character', { ce_id: 'a\u0000' }, 'not_a_cloud_event', 'ce_id'],
    ['XML', { 'content-type': 'text/xml' }, 'content_type_unsupported', 'content-type'],
    [
      'a batch',
      { 'content-type': 'application/cloudevents-batch+json' },
      'content_type_unsupported',
      'content-type',
    ],
  ])('%s', (_, headers, code, field) => {
    expect(rejection(withHeaders(good(), headers))).toMatchObject({ code, field });
  });
});

describe('the key', () => {
  const wrong = 'H0VD-3KFX-FA0T-8W';
  test.each([
    ['none', null, 'key_missing'],
    ['an empty one', '', 'key_missing'],
    ['a number with a slip', wrong, 'number_check_failed'],
    ['no number at all', 'order 7', 'number_malformed'],
    ['a number in lower case', number.toLowerCase(), 'key_mismatch'],
  ])('%s', (_, key, code) => {
    const record = withHeaders(good(), { ce_subject: undefined, ce_omsnumber: undefined });
    expect(rejection({ ...record, key })).toMatchObject({ code, field: 'key' });
  });

  test('is the number that the data states', () => {
    expect(
      rejection(
        changed((data) => {
          data.number = 'C4BH-WF4H-MBX3-K7';
        }),
      ),
    ).toMatchObject({ code: 'key_mismatch', field: 'number' });
  });

  test('of a shipment is its order', () => {
    const record = stored(
      shippingCodec.encodeCommand({
        key: number,
        tenant: 'acme',
        number,
        id: 'c',
        from: '/api',
        command: {
          type: 'shipment.refuse',
          data: { shipment: 'C4BH-WF4H-MBX3-K7-S1', reason: 'damaged' },
        },
      }),
    );
    expect(shippingCodec.decodeCommand(record)).toMatchObject({
      error: { code: 'key_mismatch', field: 'shipment' },
    });
  });

  test.each([
    ['acme/main/A', undefined],
    ['acme/main/A/7', undefined],
    ['acme/main', 'key_malformed'],
    ['/main/A', 'key_malformed'],
    ['other/main/A', 'tenant_mismatch'],
  ])('of stock: %s', (key, code) => {
    const read = inventoryCodec.decodeCommand(
      stored(
        inventoryCodec.encodeCommand({
          key,
          tenant: 'acme',
          id: 'c',
          from: '/api',
          command: { type: 'stock.receive', data: { receipts: [{ id: 'r', quantity: '2' }] } },
        }),
      ),
    );
    expect('error' in read ? read.error.code : undefined).toBe(code);
  });

  test.each([
    ['a NUL in the SKU', 'acme/main/a\u0000b', /sku as .*1 to 128 .* without invisible ones/],
    ['half a character in the SKU', 'acme/main/a\ud800', /sku as .*without invisible ones/],
    ['a SKU without end', `acme/main/${'A'.repeat(129)}`, /sku as text of 1 to 128 characters/],
    ['a line break in the node', 'acme/ma\nin/A', /node as .*without '\/' and invisible ones/],
  ])('of stock with %s', (_, key, detail) => {
    const receipts = { receipts: [{ id: 'r', quantity: '2' }] };
    expect(
      inventoryCodec.decodeCommand(
        stored(
          inventoryCodec.encodeCommand({
            key,
            tenant: 'acme',
            id: 'c',
            from: '/api',
            command: { type: 'stock.receive', data: receipts },
          }),
        ),
      ),
    ).toEqual({
      error: { code: 'key_malformed', field: 'key', detail: expect.stringMatching(detail) },
    });
  });
});

describe('the prototype of objects', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString'];
  test.each(names)('is not reached by %s', (name) => {
    const text = JSON.stringify(place.data);
    const record = withBody(good(), `{"${name}":{"polluted":true},${text.slice(1)}`);
    expect(rejection(record)).toMatchObject({ code: 'schema_invalid', field: name });
    expect(({} as Json).polluted).toBeUndefined();
  });

  test('does not stand in for what is missing', () => {
    const record = withBody(good(), `{"__proto__":${JSON.stringify(place.data)}}`);
    expect(rejection(record)).toMatchObject({ code: 'schema_invalid' });
  });
});
