/**
 * Much may be told of one order: its timeline comes in pages of about 1 MiB, and they are together
 * what one would have been, also while more is told.
 */
import { oms } from '../../acceptance/oms-process.js';
import { atOnce } from './at-once.js';
import { lineOf, onAccount, Shop } from '../shop.js';

jest.setTimeout(300_000);

interface Entry {
  readonly at: string;
  readonly type: string;
  readonly id?: string;
  readonly data: { readonly shipment?: string; readonly id?: string; readonly hold?: string };
}

/** Each of three bytes. */
const detail = '漢'.repeat(1_000);
const scans = 190;
const mebibyte = 1_048_576;

let shop: Shop;
let number: string;
beforeAll(async () => {
  shop = await Shop.open();
  await Promise.all(['north', 'south'].map((node) => shop.receive('A', '5', node)));
  number = await shop.place(
    ['north', 'south'].map((node) => lineOf('A', '1', '10.00', { node })),
    onAccount,
  );
  await shop.settled();
  // Few moments for many scans, of both shipments: places differ in more than their time.
  await atOnce(20, 2 * scans, async (nth) => {
    const { status } = await shop.api.post(`/v1/shipments/${number}-S${1 + (nth % 2)}/scans`, {
      id: `scan ${nth}`,
      detail,
      status: nth % 3 === 0 ? 'label_created' : 'in_transit',
      at: `2020-01-01T10:00:0${nth % 4}.5+02:00`,
    });
    expect(status).toBe(202);
  });
  await shop.settled();
});
afterAll(() => shop.close());

const pathOf = (order: string, query: Record<string, string>): string =>
  `/v1/orders/${order}/timeline?${new URLSearchParams(query).toString()}`;

const page = async (query: Record<string, string>) => {
  const { status, body, text } = await shop.api.get(pathOf(number, query));
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return {
    entries: body.entries as readonly Entry[],
    next: body.next,
    bytes: Buffer.byteLength(text),
  };
};

/** All pages; `between` happens before each further one. */
const walked = async (
  limit: number | undefined,
  between: (pages: number) => Promise<unknown> = async () => undefined,
) => {
  const pages: Awaited<ReturnType<typeof page>>[] = [];
  let cursor: string | undefined;
  do {
    const read = await page({
      ...(limit !== undefined && { limit: String(limit) }),
      ...(cursor !== undefined && { cursor }),
    });
    pages.push(read);
    cursor = read.next;
    if (cursor !== undefined) await between(pages.length);
  } while (cursor !== undefined);
  return { pages, entries: pages.flatMap(({ entries }) => entries) };
};

const nameOf = ({ type, id, data }: Entry): string => id ?? `${type} ${data.shipment} ${data.id}`;

test('pages are bounded in bytes, and together they are the whole', async () => {
  const { pages, entries } = await walked(undefined);
  expect(pages.length).toBe(2);
  for (const { bytes } of pages) expect(bytes).toBeLessThan(mebibyte + 10_000);
  expect(entries.filter(({ type }) => type === 'carrier.scan')).toHaveLength(2 * scans);
  expect(entries.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['order.placed', 'line.reserved', 'line.released']),
  );
  expect(new Set(entries.map(nameOf)).size).toBe(entries.length);
  const times = entries.map(({ at }) => Date.parse(at));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test.each([37, 100, 500])('%d entries a page: none twice, none lost', async (limit) => {
  const whole = await walked(undefined);
  const { pages, entries } = await walked(limit);
  expect(entries.map(nameOf)).toEqual(whole.entries.map(nameOf));
  expect(Math.max(...pages.map((each) => each.entries.length))).toBeLessThanOrEqual(limit);
});

test('what is told while one pages comes at the end', async () => {
  const before = await walked(undefined);
  const { entries } = await walked(150, (pages) =>
    shop.post(`/v1/orders/${number}/hold`, { hold: `late ${pages}`, reason: 'we look' }),
  );
  expect(entries.slice(0, before.entries.length).map(nameOf)).toEqual(before.entries.map(nameOf));
  const added = entries.slice(before.entries.length).flatMap(({ data: { hold } }) => hold ?? []);
  expect(added).toEqual(added.map((_, at) => `late ${at + 1}`));
  expect(added.length).toBeGreaterThan(1);
});

test('the command line exports all pages', async () => {
  const { entries } = await walked(undefined);
  const { code, stdout } = await oms(['export', 'timeline', '--api', shop.address]);
  const [row] = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect([code, row]).toEqual([0, { omsNumber: number, tenant: 'default', dropped: 0, entries }]);
});

test('a cursor counts for the list that gave it', async () => {
  const { next = '' } = await page({ limit: '3' });
  const [index, sort, key] = JSON.parse(
    Buffer.from(next, 'base64url').toString(),
  ) as readonly string[];
  const made = (...parts: readonly unknown[]): string =>
    Buffer.from(JSON.stringify(parts)).toString('base64url');
  const other = await shop.place([lineOf('B')]);
  const {
    body: { next: ofOrders = '' },
  } = await shop.api.get('/v1/orders?limit=1');
  for (const [order, cursor] of [
    [other, next],
    [number, ofOrders],
    [number, 'x'],
    [number, next.slice(2)],
    [number, made(index, 'x', key)],
    [number, made(index, `${sort}0`, key)],
    [number, made(index, sort)],
    [number, made(`${index}x`, sort, key)],
  ] as const) {
    const { status, body } = await shop.api.get(pathOf(order, { cursor }));
    expect([cursor, status, body.code]).toEqual([cursor, 400, 'cursor_invalid']);
  }
  const rival = await shop.api.get(pathOf(number, { cursor: next }), { 'oms-tenant': 'rival' });
  expect([rival.status, rival.body.code]).toEqual([400, 'cursor_invalid']);
});

test('a small order comes whole', async () => {
  const small = await shop.place([lineOf('C')]);
  const { body } = await shop.api.get(pathOf(small, {}));
  expect(Object.keys(body)).toEqual(['omsNumber', 'dropped', 'entries']);
});
