import { describeReal } from '../real-data.js';
import { compare } from './compare.js';
import type { Expectation } from './expectation.js';
import { exportRows } from './export-rows.js';
import { olistFolder, retailFile } from './hand-made.js';
import { expectOlist } from './olist.js';
import { expectOnlineRetail } from './online-retail.js';

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

/** The invariants that a count breaks; whatever the file says, there are none. */
function violations(expectation: Expectation): string[] {
  const { totals } = expectation;
  const lines = [...expectation.orders.values()].flatMap((order) => order.lines);
  const stock = [...expectation.stock.values()];
  const gone = totals.units - totals.cancelledUnits - totals.reservedUnits - totals.openUnits;
  const invariants: Record<string, boolean> = {
    'the buckets of a line hold what was ordered': lines.every(
      (line) => sum(Object.values(line.buckets)) === line.ordered,
    ),
    'stock on hand is available or reserved, and neither is below zero': stock.every(
      (one) =>
        one.onHand === one.available + one.reserved && one.available >= 0 && one.reserved >= 0,
    ),
    'what left the stock is shipped, delivered or back':
      totals.shippedUnits + totals.deliveredUnits + totals.returnedUnits === gone,
    'what was ordered or written off came in':
      totals.receivedUnits === totals.units + totals.writtenOffUnits,
    'received - shipped - written off + restocked + unmatched = on hand':
      sum(stock.map((one) => one.onHand)) ===
      totals.receivedUnits -
        gone -
        totals.writtenOffUnits +
        totals.returnedUnits +
        totals.unmatchedUnits,
    'orders and stock agree on what is reserved':
      sum(stock.map((one) => one.reserved)) === totals.reservedUnits,
  };
  return Object.keys(invariants).filter((invariant) => invariants[invariant] !== true);
}

describe('a count of hand-made files', () => {
  it('balances', () => {
    expect(
      violations(
        expectOlist(
          olistFolder([
            { id: '1', status: 'canceled', items: [[1, 'P', 'S', '1.00']] },
            {
              id: '2',
              status: 'processing',
              items: [
                [1, 'P', 'S', '1.00'],
                [2, 'P', 'S', '1.00'],
              ],
            },
            {
              id: '3',
              status: 'shipped',
              carrier: '2017-12-02 10:00:00',
              items: [[1, 'P', 'S', '1']],
            },
          ]),
        ),
      ),
    ).toEqual([]);
    expect(
      violations(
        expectOnlineRetail(
          retailFile([
            ['1', 'A', 5, '7'],
            ['C2', 'A', -2, '7'],
            ['C3', 'A', -9, '7'],
            ['4', 'A', -3],
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it('that lost a unit does not balance', () => {
    const count = expectOnlineRetail(
      retailFile([
        ['1', 'A', 5],
        ['C2', 'A', -2],
      ]),
    );
    count.totals.unmatchedUnits -= 1;
    expect(violations(count)).toEqual([
      'received - shipped - written off + restocked + unmatched = on hand',
    ]);
  });
});

/** Counted by another program in another language from the same files. */
const inputs = [
  {
    name: 'olist/slice-2000',
    count: expectOlist,
    totals: { orders: 2000, units: 2284, shipments: 2006, deliveries: 1999, cancelledUnits: 3 },
  },
  {
    name: 'olist/dev',
    count: expectOlist,
    totals: {
      orders: 18_511,
      units: 21_200,
      shipments: 18_529,
      deliveries: 18_386,
      cancelledUnits: 51,
      refusedCancels: 9,
    },
  },
  {
    name: 'online-retail/slice_2000_invoices.csv.gz',
    count: expectOnlineRetail,
    totals: { orders: 1609, returnedUnits: 3200, unmatchedUnits: 12_769, adjustments: 69 },
  },
  {
    name: 'online-retail/online_retail_2010-12-01_2011-08-31.csv.gz',
    count: expectOnlineRetail,
    totals: { orders: 12_980, returnedUnits: 126_207, unmatchedUnits: 19_010, adjustments: 925 },
  },
];

for (const { name, count, totals } of inputs) {
  describeReal(`independent count of ${name}`, name.split('/'), (place) => {
    it('balances and is what another program counted', () => {
      const expectation = count(place);
      expect(violations(expectation)).toEqual([]);
      expect(expectation.totals).toMatchObject(totals);
      const rows = exportRows(expectation);
      expect(compare(expectation, rows.orders, rows.stock)).toEqual([]);
    });
  });
}
