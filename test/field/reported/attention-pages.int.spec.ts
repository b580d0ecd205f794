import { keysOf } from '../../../apps/api/src/backend.fixture.js';
import { issueNumber } from '#kernel';
import { Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Row {
  readonly id: string;
  readonly since: string;
  readonly links: { readonly dismiss: string };
}
interface Page {
  readonly rows: readonly Row[];
  readonly next?: string;
}

const pageOf = async (query: string): Promise<Page> =>
  JSON.parse((await shop.api.get(`/v1/attention?${query}`)).text) as Page;

const tell = async (nth: number): Promise<void> => {
  const reference = { tenant: 'default', channel: 'web', channelRef: `R${nth}` };
  const number = issueNumber(keysOf(), reference, 0, Date.now());
  const { status } = await shop.post(`/v1/orders/${number}/cancel`, { reason: 'x', id: 'c' });
  expect(status).toBe(200);
};

it('a page goes on where the one before ended, whatever comes and goes meanwhile', async () => {
  for (let nth = 0; nth < 12; nth += 1) await tell(nth);
  const { rows: before } = await pageOf('limit=500');
  expect(before).toHaveLength(12);
  const walked: string[] = [];
  let next: string | undefined = '';
  for (let page = 0; next !== undefined; page += 1) {
    const found: Page = await pageOf(`limit=3${next}`);
    walked.push(...found.rows.map(({ id }) => id));
    next = found.next === undefined ? undefined : `&cursor=${found.next}`;
    if (page > 0) continue;
    for (const nth of [0, 7]) await shop.post(before[nth]?.links.dismiss ?? '', { reason: 'x' });
    await tell(50);
  }
  const { rows: after } = await pageOf('limit=500');
  expect(walked).toEqual([before[0]?.id, ...after.map(({ id }) => id)]);
  const since = after.map((row) => row.since);
  expect(since).toEqual(since.toSorted());
});
