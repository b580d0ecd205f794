import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderInput, toPlaceOrder } from '#contracts';
import { openEmbedded, systemClock } from '#embedded';
import type { Embedded } from '#embedded';
import { isRefusal, issueNumber, partitionOf } from '#kernel';
import { order, orderProjections } from '#orders';
import type { OrderCommand, OrderDocument } from '#orders';
import type { Position, Projections, ViewBatch } from '#ports';
import { ViewQueries } from '#runtime';
import { keysOf, startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { pageLimits } from './lists/page.js';
import { pageRows } from './reading/page-rows.js';

const partitions = 2;
const view = orderProjections.order;
/** Three shops of one store, by how many orders they have. */
const sizes = { small: 1_000, middle: 11_000, large: 30_000 } as const;
type Shop = keyof typeof sizes;

const begin = Date.parse('2026-01-05T10:00:00Z');
const timeOf = (nth: number): string => new Date(begin + nth * 60_000).toISOString();

/** What happened to the nth order: each filter finds a fixed share of a shop's orders. */
const historyOf = (tenant: string, number: string, nth: number): readonly OrderCommand[] => {
  const input = orderInput.parse({
    channel: nth % 4 === 0 ? 'phone' : 'web',
    channelRef: `R-${nth}`,
    currency: 'EUR',
    placedAt: timeOf(nth),
    policy: { releaseOn: 'dispatch' },
    lines: [
      {
        line: '1',
        sku: nth % 2 === 0 ? 'even' : 'odd',
        quantity: '1',
        unitPrice: '9.90',
        node: nth % 5 === 0 ? 'north' : 'main',
      },
    ],
  });
  const reserved: OrderCommand = {
    type: 'order.record-stock',
    data: { line: '1', request: 1, reserved: '1', backordered: '0', refused: '0', issued: '0' },
  };
  const paid: OrderCommand = {
    type: 'order.record-payment',
    data: { id: 'p', payment: 'P', status: 'captured', amount: 990 },
  };
  const held: OrderCommand = { type: 'order.hold', data: { hold: 'fraud', reason: 'odd' } };
  return [
    toPlaceOrder(input, tenant, number, 0),
    ...(nth % 3 === 0 ? [] : [reserved]),
    ...(nth % 3 === 1 ? [paid] : []),
    ...(nth % 5 === 1 ? [held] : []),
  ];
};

const documentOf = (tenant: string, number: string, nth: number): OrderDocument => {
  const moment = { now: begin, key: number, tenant };
  let doc: OrderDocument | undefined;
  for (const command of historyOf(tenant, number, nth)) {
    const events = order.decide(command, doc?.state ?? order.initial, moment);
    if (isRefusal(events)) throw new Error(events.refused.code);
    for (const event of events) {
      const version = (doc?.version ?? 0) + 1;
      doc = view.evolve(doc, {
        event,
        key: number,
        tenant,
        number,
        id: '0:inbox:0:0:0',
        chain: 0,
        index: 0,
        version,
        at: 0,
      });
    }
  }
  if (doc === undefined) throw new Error('nothing happened');
  return doc;
};

/** Puts a shop's orders into the views as a projector would, a thousand a batch. */
const fill = async (views: Projections, tenant: Shop): Promise<void> => {
  const orders = Array.from({ length: sizes[tenant] }, (_, nth) => {
    const number = issueNumber(keysOf(), { tenant, channel: 'web', channelRef: `R-${nth}` });
    return { number, nth };
  });
  for (let partition = 0; partition < partitions; partition += 1) {
    const own = orders.filter(({ number }) => partitionOf(number, partitions) === partition);
    for (let at = 0; at < own.length; at += 1_000) {
      const docs = own
        .slice(at, at + 1_000)
        .map(({ number, nth }) => ({ number, doc: documentOf(tenant, number, nth) }));
      const from = await views.cursor(partition);
      const to: Position = {
        offset: (from?.offset ?? 0) + 1,
        term: 0,
        chain: 0,
        inbox: 0,
        digest: '',
        logId: '',
      };
      const batch: ViewBatch = {
        from,
        to,
        remove: [],
        counters: new Map(),
        documents: docs.map(({ number, doc }) => ({
          view: view.name,
          key: number,
          doc: { version: doc.version, doc },
        })),
        insert: docs.flatMap(({ number, doc }) =>
          (view.indexes?.(doc, number) ?? []).map((entry) => ({ ...entry, key: number })),
        ),
      };
      expect(await views.apply(partition, batch)).toEqual({ kind: 'applied' });
    }
  }
};

let directory: string;
let embedded: Embedded;
let running: RunningBackend;
let list: jest.SpiedFunction<Projections['list']>;
let getMany: jest.SpiedFunction<Projections['getMany']>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-lists-'));
  embedded = await openEmbedded(directory, { partitions });
  const views = await embedded.generations.open('orders', 1, partitions);
  for (const shop of ['small', 'middle', 'large'] as const) await fill(views, shop);
  await embedded.generations.flip('orders', 1, 'fold');
  list = jest.spyOn(views, 'list');
  getMany = jest.spyOn(views, 'getMany');
  const generations = { ...embedded.generations, open: async () => views };
  const orders = new ViewQueries('orders', partitions, generations, systemClock);
  running = await startedBackend({
    gatewayOver: (gateway) => ({ ...gateway, views: { ...gateway.views, orders } }),
  });
});
afterAll(async () => {
  await running.stop();
  await embedded.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Page {
  readonly rows: number;
  readonly next: string | undefined;
  /** What the store was asked for: index entries of all partitions, and documents. */
  readonly places: number;
  readonly documents: number;
}

const page = async (shop: Shop, query: string): Promise<Page> => {
  list.mockClear();
  getMany.mockClear();
  const response = await fetch(`${running.address}/v1/orders?${query}`, {
    headers: { 'oms-tenant': shop },
  });
  expect(response.status).toBe(200);
  const { rows, next } = (await response.json()) as { rows: readonly object[]; next?: string };
  const listed = await Promise.all(list.mock.results.map(({ value }) => value));
  return {
    rows: rows.length,
    next,
    places: listed.flat().length,
    documents: getMany.mock.calls.reduce((sum, [, , keys]) => sum + keys.length, 0),
  };
};

/** Every page of a list, from the newest to the last. */
const pages = async (shop: Shop, query: string): Promise<readonly Page[]> => {
  const walked = [await page(shop, query)];
  for (let next = walked[0]?.next; next !== undefined; next = walked.at(-1)?.next) {
    walked.push(await page(shop, `${query}&cursor=${next}`));
  }
  return walked;
};

/** What the newest page takes, whatever its cursor. */
const newest = async (shop: Shop, query: string): Promise<Omit<Page, 'next'>> => {
  const { rows, places, documents } = await page(shop, query);
  return { rows, places, documents };
};
const found = (walked: readonly Page[]): number => walked.reduce((sum, { rows }) => sum + rows, 0);
const most = (walked: readonly Page[], what: 'places' | 'documents'): number =>
  Math.max(...walked.map((each) => each[what]));

/** On a machine that is busy with other things a page may end by its time, before it is full. */
const pagesCutMax = 5;

/** Each filter, with the share of a shop's orders that it finds. */
const filters: readonly (readonly [query: string, share: number])[] = [
  ['', 1],
  ['lifecycle=accepted', 2 / 3],
  ['lifecycle=received', 1 / 3],
  ['fulfilment=reserved', 2 / 3],
  ['payment=captured', 1 / 3],
  ['attention=hold', 1 / 5],
  ['channel=phone', 1 / 4],
  ['sku=odd', 1 / 2],
  ['node=north', 1 / 5],
];

describe('one filter or none: a page costs its rows, of 1,000 orders or of 30,000', () => {
  const limit = pageRows.max;

  test.each(filters)('"%s", from the newest page to the last', async (query, share) => {
    for (const shop of ['small', 'large'] as const) {
      const walked = await pages(shop, `${query}&limit=${limit}`);
      expect(Math.abs(found(walked) - sizes[shop] * share)).toBeLessThan(1);
      const pagesMin = Math.ceil(found(walked) / limit);
      expect(walked.length).toBeGreaterThanOrEqual(pagesMin);
      expect(walked.length - pagesMin).toBeLessThanOrEqual(pagesCutMax);
      expect(most(walked, 'places')).toBeLessThanOrEqual(partitions * (limit + 1));
      expect(most(walked, 'documents')).toBeLessThanOrEqual(limit + 1);
    }
    const first = await newest('large', `${query}&limit=20`);
    expect(first).toEqual({ rows: 20, places: partitions * 21, documents: 21 });
    expect(first).toEqual(await newest('small', `${query}&limit=20`));
  });

  test.each(filters)('"%s", within the times asked for', async (query) => {
    const times = `placedFrom=${timeOf(100)}&placedTo=${timeOf(900)}&limit=20`;
    const first = await newest('large', `${query}&${times}`);
    expect(first).toEqual({ rows: 20, places: partitions * 21, documents: 21 });
    expect(first).toEqual(await newest('small', `${query}&${times}`));
  });
});

describe('filters that add up: a page looks at a bounded number of orders', () => {
  test('as few as it takes where they often meet', async () => {
    const all = 'lifecycle=accepted&fulfilment=reserved&payment=captured&channel=web&sku=odd';
    for (const query of [all, 'node=main&sku=even', `${all}&placedTo=${timeOf(9_000)}`]) {
      const first = await newest('large', `${query}&limit=20`);
      expect(first).toMatchObject({ rows: 20, places: partitions * pageLimits.chunk });
      expect(first.documents).toBeLessThanOrEqual(pageLimits.chunk);
      const { documents, ...middle } = await newest('middle', `${query}&limit=20`);
      expect(first).toMatchObject(middle);
      expect(Math.abs(first.documents - documents)).toBeLessThan(pageLimits.documentsAtOnceMax);
    }
  });

  test('along the list of what stands out, not of all that a node ever had', async () => {
    const { rows, documents } = await newest('large', 'node=main&attention=hold&limit=500');
    expect(rows).toBe(500);
    expect(documents).toBeLessThanOrEqual(pageLimits.chunk * 2);
  });

  test('and goes on from its cursor where they never meet', async () => {
    const query = 'sku=odd&channel=phone&limit=20';
    const { scannedMax } = pageLimits;
    for (const shop of ['middle', 'large'] as const) {
      const walked = await pages(shop, query);
      expect(found(walked)).toBe(0);
      const pagesMin = Math.ceil((sizes[shop] / 2 + 1) / scannedMax);
      expect(walked.length).toBeGreaterThanOrEqual(pagesMin);
      expect(walked.length - pagesMin).toBeLessThanOrEqual(pagesCutMax);
      expect(most(walked, 'documents')).toBeLessThanOrEqual(scannedMax);
      expect(most(walked, 'places')).toBeLessThanOrEqual(partitions * scannedMax);
    }
  });
});
