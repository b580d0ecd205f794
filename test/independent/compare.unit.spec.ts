import { compare } from './compare.js';
import { exportRows } from './export-rows.js';
import { olistFolder, retailFile } from './hand-made.js';
import { expectOlist } from './olist.js';
import { expectOnlineRetail } from './online-retail.js';

const olist = expectOlist(
  olistFolder([
    {
      id: 'o1',
      status: 'delivered',
      approved: '2017-12-01 11:00:00',
      carrier: '2017-12-02 10:00:00',
      customer: '2017-12-05 10:00:00',
      payments: ['1.00'],
      items: [
        [1, 'P', 'S', '1.00'],
        [2, 'P', 'S', '1.00'],
        [3, 'Q', 'T', '1.00'],
      ],
    },
    { id: 'o2', status: 'unavailable', items: [[1, 'P', 'S', '1.00']] },
  ]),
);
const rows = exportRows(olist);
const changed = (from: string, to: string): string[] =>
  compare(olist, rows.orders.replace(from, to), rows.stock.replace(from, to));

describe('an export that is as expected', () => {
  it('has no differences, in whatever order its rows come', () => {
    const reversed = rows.orders.trim().split('\n').toReversed().join('\n');
    expect(compare(olist, rows.orders, rows.stock)).toEqual([]);
    expect(compare(olist, reversed, rows.stock)).toEqual([]);
  });

  it('may write a time with or without a fraction of a second', () => {
    expect(changed('12:00:00.000Z', '12:00:00Z')).toEqual([]);
  });

  it('may number the lines of a channel that does not name them by any rising numbers', () => {
    const retail = expectOnlineRetail(
      retailFile([
        ['1', 'POST', 1],
        ['1', 'A', 1],
        ['1', 'X', 1],
      ]),
    );
    const { orders, stock } = exportRows(retail);
    const renumbered = orders
      .replace('"line":"2"', '"line":"1"')
      .replace('"line":"3"', '"line":"2"');
    expect(compare(retail, orders, stock)).toEqual([]);
    expect(compare(retail, renumbered, stock)).toEqual([]);
  });
});

/** What stands in the export, what is put in its place, and how that is told. */
const alterations = [
  ['"channel":"olist"', '"channel":"web"', 'order o1: channel expected "olist", found "web"'],
  [
    '"lifecycle":"completed"',
    '"lifecycle":"accepted"',
    'order o1: lifecycle expected "completed", found "accepted"',
  ],
  [
    '"fulfilment":"delivered"',
    '"fulfilment":"shipped"',
    'order o1: fulfilment expected "delivered", found "shipped"',
  ],
  [
    '"payment":"captured"',
    '"payment":"pending"',
    'order o1: payment expected "captured", found "pending"',
  ],
  ['"sla":"on_track"', '"sla":"late"', 'order o1: sla expected "on_track", found "late"'],
  ['"holds":[]', '"holds":["x"]', 'order o1: holds expected [], found ["x"]'],
  [
    '"type":"node-refused"',
    '"type":"x"',
    'order o2: exceptions expected ["node-refused"], found ["x"]',
  ],
  ['"line":"3"', '"line":"4"', 'order o1 line 4 sku Q: line id expected "3", found "4"'],
  ['"ordered":"2"', '"ordered":"3"', 'order o1 line 1 sku P: ordered expected "2", found "3"'],
  [
    '{"delivered":"2"}',
    '{"delivered":"1","shipped":"1"}',
    'order o1 line 1 sku P: buckets expected {"delivered":"2"}, ' +
      'found {"delivered":"1","shipped":"1"}',
  ],
  [
    '"status":"delivered"',
    '"status":"dispatched"',
    'order o1 shipment T-1-S1: status expected "delivered", found "dispatched"',
  ],
  [
    '"dispatchedAt":"2017-12-02T12:00:00.000Z",',
    '',
    'order o1 shipment T-1-S1: dispatchedAt expected "2017-12-02T12:00:00.000Z", found none',
  ],
  ['"id":"T-1-S2"', '"id":"T-1-S3"', 'order o1 shipment T-1-S2: rows expected 1, found 0'],
  ['"onHand":"1"', '"onHand":"2"', 'stock S/P: onHand expected "1", found "2"'],
  ['"sku":"Q","onHand"', '"sku":"R","onHand"', 'stock T/R: rows expected 0, found 1'],
] as const;

describe('an export that differs', () => {
  it.each(alterations)('says so of %s as %s', (from, to, words) => {
    expect(changed(from, to)).toContain(words);
  });

  it('names rows that are missing, twice there or unknown', () => {
    const [first = '', second = ''] = rows.orders.trim().split('\n');
    expect(compare(olist, first, rows.stock)).toEqual(['order o2: rows expected 1, found 0']);
    expect(compare(olist, `${first}\n${first}\n${second}`, rows.stock)).toEqual([
      'order o1: rows expected 1, found "one more"',
    ]);
    expect(changed('"channelRef":"o2"', '"channelRef":"o3"')).toEqual([
      'order o3: rows expected 0, found 1',
      'order o2: rows expected 1, found 0',
    ]);
    expect(compare(olist, rows.orders, '')).toHaveLength(2);
  });

  it('is told in no more than 20 differences, and a row that lacks a field is refused', () => {
    const many = Array.from({ length: 30 }, () => rows.orders.trim()).join('\n');
    expect(compare(olist, many, rows.stock)).toHaveLength(20);
    expect(() => changed('"lines":', '"line":')).toThrow('row 1 has no "lines"');
  });
});
