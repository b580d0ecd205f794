/** Messages from outside: what is taken, and what an error says where it is not. */
import { place, posted, number, stored, withBody, withHeaders } from '../test/messages.js';
import { inventoryCodec } from './services/inventory.js';
import { ordersCodec } from './services/orders.js';
import { shippingCodec } from './services/shipping.js';

const good = () => stored(ordersCodec.encodeCommand(posted));

type Json = Record<string, unknown>;
/** The good message with its data changed. */
const changed = (change: (data: Json, body: Json, line: Json) => void) => {
  const data = JSON.parse(JSON.stringify(place.data)) as Json;
  const body = data.body as Json;
  change(data, body, (body.lines as Json[])[1] ?? {});
  return withBody(good(), JSON.stringify(data));
};
const rejection = (record: ReturnType<typeof good>) => {
  const read = ordersCodec.decodeCommand(record);
  return 'error' in read ? read.error : undefined;
};

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

describe('data that is not as the schema says names its field and the form expected', () => {
  const quantity = /above 0 as decimal text/;
  test.each<[string, (data: Json, body: Json, line: Json) => void, string, RegExp]>([
    [
      'a negative quantity',
      (_, __, line) => {
        line.quantity = '-1';
      },
      'body.lines[1].quantity',
      quantity,
    ],
    [
      'a quantity of 0',
      (_, __, line) => {
        line.quantity = '0';
      },
      'body.lines[1].quantity',
      quantity,
    ],
    [
      'a quantity with 7 digits',
      (_, __, line) => {
        line.quantity = '0.0000001';
      },
      'body.lines[1].quantity',
      quantity,
    ],
    [
      'a quantity beyond 2⁵³ millionths',
      (_, __, line) => {
        line.quantity = '9999999999';
      },
      'body.lines[1].quantity',
      quantity,
    ],
    [
      'a quantity as number',
      (_, __, line) => {
        line.quantity = 2;
      },
      'body.lines[1].quantity',
      quantity,
    ],
    [
      'a price in words',
      (_, __, line) => {
        line.unitPrice = 'free';
      },
      'body.lines[1].unitPrice',
      /a price as decimal text/,
    ],
    [
      'a line total beyond money',
      (_, __, line) => {
        line.quantity = '9000000';
        line.unitPrice = '9000000000';
      },
      'body.lines[1].unitPrice',
      /a line total of at most/,
    ],
    [
      'a line id twice',
      (_, __, line) => {
        line.line = '1';
      },
      'body.lines[1].line',
      /no other line/,
    ],
    [
      'a node with a slash',
      (_, __, line) => {
        line.node = 'a/b';
      },
      'body.lines[1].node',
      /without '\/'/,
    ],
    [
      'a SKU with a control character',
      (_, __, line) => {
        line.sku = 'A\u0000';
      },
      'body.lines[1].sku',
      /without invisible ones/,
    ],
    [
      'a SKU with half a character',
      (_, __, line) => {
        line.sku = 'A\ud800';
      },
      'body.lines[1].sku',
      /without invisible ones/,
    ],
    [
      'a SKU without end',
      (_, __, line) => {
        line.sku = 'A'.repeat(129);
      },
      'body.lines[1].sku',
      /1 to 128 characters/,
    ],
    [
      'an unknown word',
      (_, __, line) => {
        line.onShortage = 'pray';
      },
      'body.lines[1].onShortage',
      /one of backorder, refuse/,
    ],
    [
      'no currency',
      (_, body) => {
        delete body.currency;
      },
      'body.currency',
      /ISO 4217/,
    ],
    [
      'a day that is none',
      (_, body) => {
        body.placedAt = '2026-02-30T10:00:00Z';
      },
      'body.placedAt',
      /RFC 3339 in UTC/,
    ],
    [
      'a time that is not in UTC',
      (_, body) => {
        body.placedAt = '2026-01-05T10:00:00+01:00';
      },
      'body.placedAt',
      /RFC 3339 in UTC/,
    ],
    [
      '2,001 lines',
      (_, body) => {
        body.lines = Array.from({ length: 2001 }, (__, at) => ({
          ...place.data.body.lines[0],
          line: `${at}`,
        }));
      },
      'body.lines',
      /at most 2000/,
    ],
    [
      'a field of nobody',
      (_, body) => {
        body.colour = 'red';
      },
      'body.colour',
      /none of this name/,
    ],
    [
      'a charge in fractions',
      (_, body) => {
        body.charges = [{ code: 'x', amount: 0.5 }];
      },
      'body.charges[0].amount',
      /minor units/,
    ],
  ])('%s', (_, change, field, detail) => {
    expect(rejection(changed(change))).toEqual({
      code: 'schema_invalid',
      field,
      detail: expect.stringMatching(detail),
    });
  });

  test('a return of nothing', () => {
    const record = withBody(
      withHeaders(good(), {
        ce_type: 'oms.order.record-return',
        ce_dataschema: 'oms:/schemas/order.record-return/1',
      }),
      JSON.stringify({ id: 'r', disposition: 'restocked', lines: [] }),
    );
    expect(rejection(record)).toMatchObject({
      field: 'lines',
      detail: 'expected a list of at least 1',
    });
  });

  test('a correction without a reason', () => {
    const record = withBody(
      withHeaders(good(), {
        ce_type: 'oms.order.record-scan',
        ce_dataschema: 'oms:/schemas/order.record-scan/1',
      }),
      JSON.stringify({
        scope: {},
        fact: {
          kind: 'scan',
          id: 's2',
          at: '2026-01-05T10:00:00Z',
          status: 'lost',
          corrects: 's1',
        },
      }),
    );
    expect(rejection(record)).toMatchObject({ code: 'schema_invalid', field: 'fact.reason' });
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
