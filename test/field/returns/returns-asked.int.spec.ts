/** Returns that are not booked: every line is asked about, and only what still waits is named. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const at = (hour: number): string => daysAgo(11, hour);
interface Row {
  readonly code: string;
  readonly detail: string;
  readonly about: { readonly omsNumber?: string; readonly line?: string };
}
/** What people are asked of an order, as the list shows it. */
const asked = async (number: string): Promise<readonly Row[]> => {
  const { text } = await shop.api.get('/v1/attention?limit=500');
  const { rows } = JSON.parse(text) as { readonly rows: readonly Row[] };
  return rows.filter(({ about }) => about.omsNumber === number);
};
const details = async (number: string) => (await asked(number)).map(({ detail }) => detail);
const back = (number: string, body: object) => shop.post(`/v1/orders/${number}/returns`, body);
const dispatched = (number: string, id: string, hour: number, lines: object) =>
  shop.tell(number, [{ kind: 'dispatch', id, at: at(hour), lines }]);
const resolve = (number: string, { code, about: { line } }: Row) =>
  shop.post(`/v1/orders/${number}/resolve`, {
    exception: code,
    reason: 'seen',
    ...(line !== undefined && { line }),
  });

const many = Array.from({ length: 30 }, (_, each) => `L${each + 1}`);
const unitsOf = (lines: readonly string[], quantity = '1') =>
  lines.map((line) => ({ line, quantity }));

describe('a return of more lines than people are asked about one by one', () => {
  const placed = async (sku: string): Promise<string> => {
    await shop.receive(sku, '40');
    return shop.place(
      many.map((line) => lineOf(sku, '1', '1.00', { line })),
      onAccount,
    );
  };

  it('names the others too, until they are booked', async () => {
    const number = await placed('many-1');
    await dispatched(number, 'd', 1, unitsOf(many.slice(0, 5)));
    await back(number, { id: 'r', at: at(5), lines: unitsOf(many) });
    const rows = await asked(number);
    expect(rows).toHaveLength(21);
    expect(rows.filter(({ about }) => about.line === undefined)).toMatchObject([
      {
        code: 'return-waiting',
        detail:
          '5 more lines of returns: return r with line L26, L27, L28, ' +
          'L29, L30: their units had not left by then; take the returns back, or they wait for ' +
          'them',
      },
    ]);
    for (const row of rows.filter(({ about }) => about.line !== undefined)) {
      await resolve(number, row);
    }
    expect(await details(number)).toMatchObject([expect.stringMatching(/^5 more lines/u)]);
    await dispatched(number, 'e', 2, unitsOf(many.slice(5, 7)));
    expect(
      (await asked(number)).map(({ about, detail }) => [about.line, detail.slice(0, 12)]),
    ).toEqual(
      expect.arrayContaining([
        [undefined, '3 more lines'],
        ['L26', 'return r of '],
        ['L27', 'return r of '],
      ]),
    );
    await dispatched(number, 'f', 2, unitsOf(many.slice(7)));
    expect(await asked(number)).toEqual([]);
  }, 60_000);

  it('says it of what came back too much, and of the next return anew', async () => {
    const number = await placed('many-2');
    await dispatched(number, 'd', 1, unitsOf(many));
    await back(number, { id: 'r', at: at(5), lines: unitsOf(many, '2') });
    const rows = await asked(number);
    expect(rows.map(({ code }) => code)).toEqual(Array.from({ length: 21 }, () => 'over-return'));
    for (const row of rows) await resolve(number, row);
    expect(await asked(number)).toEqual([]);
    await shop.tell(number, [{ kind: 'scan', id: 's', at: at(6), status: 'in_transit' }]);
    expect(await asked(number)).toEqual([]);
    await back(number, { id: 'r2', at: at(6), lines: unitsOf(many, '3') });
    expect((await details(number)).filter((detail) => detail.includes('more lines'))).toEqual([
      expect.stringMatching(/^20 more lines of returns: return r2 with .* return r /u),
    ]);
  }, 60_000);
});

describe('returns that are asked about together', () => {
  it('are named as long as they wait', async () => {
    await shop.receive('both', '5');
    const number = await shop.place([lineOf('both', '2')], onAccount);
    const one = [{ line: '1', quantity: '1' }];
    for (const id of ['r1', 'r2']) await back(number, { id, at: at(3), lines: one });
    expect(await details(number)).toEqual([
      expect.stringMatching(/^return r2 of 1, return r1 of 1: /u),
    ]);
    await dispatched(number, 'd', 1, one);
    expect(await details(number)).toEqual([expect.stringMatching(/^return r2 of 1: /u)]);
    await back(number, { id: 'c', corrects: 'r2', reason: 'typed twice' });
    expect(await asked(number)).toEqual([]);
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { restocked: '1', released: '1' } }],
    });
  });

  it('and beyond so many of them all are counted', async () => {
    await shop.receive('crowd', '5');
    const number = await shop.place([lineOf('crowd', '2')], onAccount);
    for (let each = 1; each <= 104; each += 1) {
      await back(number, { id: `r${each}`, at: at(1), lines: [{ line: '1', quantity: '1' }] });
    }
    expect((await details(number)).toSorted()).toEqual([
      expect.stringMatching(/^4 more lines of returns: return r104 with line 1, /u),
      expect.stringMatching(/^return r100 of 1, .* and 95 more: /u),
    ]);
  }, 60_000);
});
