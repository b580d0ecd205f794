import { rejection, changed, good } from '../test/inbox-records.js';
import type { Json } from '../test/inbox-records.js';
import { place, withBody, withHeaders } from '../test/messages.js';

const quantity = /above 0 as decimal text/;
/** How a good command is made wrong, the field that is named, and what is said of it. */
const wrong: readonly (readonly [
  string,
  (data: Json, body: Json, line: Json) => void,
  string,
  RegExp,
])[] = [
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
];

describe('data that is not as the schema says names its field and the form expected', () => {
  test.each(wrong)('%s', (_, change, field, detail) => {
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
