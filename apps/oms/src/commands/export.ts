import { keyOf, namesIn, never, partitionOf } from '#kernel';
import { stockRow } from '#inventory';
import type { StockDocument, StockRow } from '#inventory';
import { orderRow, personalRow } from '#orders';
import type { OrderDocument, OrderRow, PersonalRow, TimelineDocument } from '#orders';
import type { ListQuery, Projections } from '#ports';
import { settledNow } from '#runtime';
import type { StoredDocument } from '#runtime';
import { settlingOf, timelineRow } from '#services';
import type { TimelineRow } from '#services';
import { shipmentProjections } from '#shipping';
import type { ShipmentsDocument } from '#shipping';
import { apiAt } from '../api-client.js';
import type { ApiClient } from '../api-client.js';
import { allPrinted, note, print, printJson, UsageError } from '../console.js';
import { givenName } from '../named.js';
import { openToRead, placeOf } from '../place.js';
import type { PlaceOptions, PlaceToRead } from '../place.js';
import { showingRows } from '../progress.js';
import type { Passed } from '../progress.js';

export const exported = ['orders', 'stock', 'timeline'] as const;
export type Exported = (typeof exported)[number];

export interface ExportOptions extends PlaceOptions {
  readonly tenant?: string;
  readonly personal?: boolean;
}

const pageRows = 1_000;
const waitingNamedMax = 5;

/** `oms export`: NDJSON, sorted by OMS number or by node and SKU. */
export const exportRows = async (what: string, options: ExportOptions): Promise<void> => {
  const kind = exported.find((each) => each === what);
  if (kind === undefined) {
    throw new UsageError(`export takes ${exported.join(', ')}, not '${what}'`);
  }
  const tenant =
    options.tenant === undefined ? undefined : givenName('--tenant', 'tenant', options.tenant);
  const { personal = false } = options;
  if (personal && kind !== 'orders') throw new UsageError('--personal goes with orders alone');
  const place = placeOf(options);
  if (place.kind === 'api') return exportFromApi(kind, apiAt(place.address), tenant, personal);
  const opened = await openToRead(place);
  try {
    await tellUnsettled(opened);
    await exportFrom(opened, kind, tenant, personal);
  } finally {
    await opened.close();
  }
};

/** What was acknowledged and waits for its answer is in no view yet: nobody may think it whole. */
const tellUnsettled = async ({ ports }: PlaceToRead): Promise<void> => {
  const { settled, waitingFor } = await settledNow(settlingOf(ports));
  if (settled) return;
  const named = waitingFor.slice(0, waitingNamedMax).join('; ');
  note(
    'oms: messages are still on their way, and what follows from them is not in this export ' +
      `(${named}): export again once whoever works there has answered them, or start it with ` +
      '`oms serve`',
  );
};

const behind = {
  orders: { service: 'orders', view: 'order', list: 'all', counter: 'orders' },
  stock: { service: 'inventory', view: 'stock', list: 'stock', counter: 'skus' },
  timeline: { service: 'orders', view: 'timeline', list: 'all', counter: 'orders' },
} as const;

interface Place {
  readonly key: string;
  readonly sort: string;
}

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Stock by node and SKU, the others by OMS number. */
const sorted = (kind: Exported, places: Place[]): readonly Place[] =>
  places.sort(
    kind === 'stock'
      ? (one, other) => byText(one.sort, other.sort) || byText(one.key, other.key)
      : (one, other) => byText(one.key, other.key),
  );

const exportFrom = async (
  { ports }: PlaceToRead,
  kind: Exported,
  tenant: string | undefined,
  personal: boolean,
): Promise<void> => {
  const { service, view } = behind[kind];
  const { partitions } = ports.logs(`oms.${service}.events`);
  const views = await currentViews(ports, service, partitions);
  if (views === undefined) return;
  const shipping =
    kind === 'timeline' ? await currentViews(ports, 'shipping', partitions) : undefined;
  const inOrder = sorted(
    kind,
    await showingRows(`list ${kind}`, (passed) =>
      allPlaces(views, partitions, kind, tenant, passed),
    ),
  );
  const lineOf = async ({ key }: Place): Promise<readonly string[]> => {
    const partition = partitionOf(key, partitions);
    const doc = await documentIn(views, partition, view, key);
    if (doc === undefined) return [];
    const parcels = shipping && (await documentIn(shipping, partition, shipmentsView, key));
    const row = rowOf(kind, doc, parcels as ShipmentsDocument | undefined, personal);
    return row === undefined ? [] : [JSON.stringify(row)];
  };
  await showingRows(`export ${kind}`, (passed) =>
    inPages(inOrder, passed, async (page) => {
      const lines = (await Promise.all(page.map(lineOf))).flat();
      if (lines.length > 0) await print(lines.join('\n'));
    }),
  );
};

/** Page by page; done once the last one was taken from us. */
const inPages = async <R>(
  rows: readonly R[],
  passed: Passed,
  each: (page: readonly R[]) => Promise<void>,
): Promise<void> => {
  passed(0, rows.length);
  for (let at = 0; at < rows.length; at += pageRows) {
    const page = rows.slice(at, at + pageRows);
    await each(page);
    passed(at + page.length, rows.length);
  }
  await allPrinted();
};

/** In the order of the views. */
const allPlaces = async (
  views: Projections,
  partitions: number,
  kind: Exported,
  tenant: string | undefined,
  passed: Passed,
): Promise<Place[]> => {
  const places: Place[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    for (const each of tenant === undefined ? await tenantsIn(views, partition, kind) : [tenant]) {
      for await (const place of placesIn(views, partition, keyOf(each, behind[kind].list))) {
        places.push(place);
        if (places.length % pageRows === 0) passed(places.length);
      }
    }
  }
  return places;
};

const shipmentsView = shipmentProjections.shipment.name;

const currentViews = async (
  { generations }: PlaceToRead['ports'],
  service: string,
  partitions: number,
): Promise<Projections | undefined> => {
  const current = await generations.current(service);
  return current && generations.open(service, current.generation, partitions);
};

const documentIn = async (
  views: Projections,
  partition: number,
  view: string,
  key: string,
): Promise<object | undefined> =>
  ((await views.get(partition, view, key)) as StoredDocument | undefined)?.doc;

const tenantsIn = async (
  views: Projections,
  partition: number,
  kind: Exported,
): Promise<readonly string[]> => {
  const names = [...(await views.counters(partition, '')).keys()];
  return names.flatMap((name) => {
    const [tenant = '', counter] = namesIn(name);
    return counter === behind[kind].counter ? [tenant] : [];
  });
};

async function* placesIn(
  views: Projections,
  partition: number,
  index: string,
): AsyncGenerator<Place> {
  let after: Place | undefined;
  for (;;) {
    const query: ListQuery = {
      index,
      limit: pageRows,
      descending: false,
      ...(after === undefined ? {} : { after }),
    };
    const page = await views.list(partition, query);
    yield* page;
    after = page.at(-1);
    if (page.length < pageRows) return;
  }
}

const rowOf = (
  kind: Exported,
  doc: object,
  parcels: ShipmentsDocument | undefined,
  personal: boolean,
): object | undefined => {
  switch (kind) {
    case 'orders':
      return exportedOrder(doc as OrderDocument, personal);
    case 'stock':
      return stockRow(doc as StockDocument);
    case 'timeline':
      return timelineOf(doc as TimelineDocument, parcels);
    default:
      return never(kind);
  }
};

const exportedOrder = (doc: OrderDocument, personal: boolean): object | undefined => {
  const row = orderRow(doc);
  return row === undefined || !personal ? row : { ...row, ...personalRow(doc) };
};

const timelineOf = (doc: TimelineDocument, parcels: ShipmentsDocument | undefined): object => {
  const { tenant } = doc;
  const shipments = parcels?.tenant === tenant ? parcels.shipments : [];
  return ofTenant(tenant, timelineRow(doc, shipments));
};

const ofTenant = (tenant: string, { omsNumber, ...row }: TimelineRow): object => ({
  omsNumber,
  tenant,
  ...row,
});

interface Page {
  readonly rows: readonly object[];
  readonly next?: string;
}

/** The same rows over HTTP: a list's row carries every field of the export. */
const exportFromApi = async (
  kind: Exported,
  api: ApiClient,
  tenant: string | undefined,
  personal: boolean,
): Promise<void> => {
  const headers: Record<string, string> = tenant === undefined ? {} : { 'oms-tenant': tenant };
  const rows = await showingRows(`list ${kind}`, (passed) =>
    allRows(kind === 'stock' ? '/stock' : `/orders?personal=${personal}`, api, headers, passed),
  );
  await showingRows(`export ${kind}`, async (passed) => {
    if (kind === 'stock') {
      return printRows(
        rows.map((row) => picked(row, stockFields)),
        passed,
      );
    }
    const inOrder = (rows as Numbered[]).sort((one, other) =>
      byText(one.omsNumber, other.omsNumber),
    );
    if (kind === 'orders') {
      return printRows(
        inOrder.map((row) => picked(row, orderFields)),
        passed,
      );
    }
    for (const [at, { omsNumber, tenant: of }] of inOrder.entries()) {
      passed(at, inOrder.length);
      await printJson(ofTenant(of, await wholeTimeline(omsNumber, api, headers)));
    }
    await allPrinted();
  });
};

/** Page by page, to the end of a list. */
async function* pagesOf<P extends { readonly next?: string }>(
  path: string,
  api: ApiClient,
  headers: Record<string, string>,
): AsyncGenerator<P> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(apiPageRows),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const joint = path.includes('?') ? '&' : '?';
    const asked = `${path}${joint}${query.toString()}`;
    const page = JSON.parse(await api.call(asked, { headers })) as P;
    yield page;
    cursor = page.next;
  } while (cursor !== undefined);
}

const allRows = async (
  path: string,
  api: ApiClient,
  headers: Record<string, string>,
  passed: Passed,
): Promise<object[]> => {
  const rows: object[] = [];
  for await (const page of pagesOf<Page>(path, api, headers)) {
    rows.push(...page.rows);
    if (page.next !== undefined) passed(rows.length);
  }
  return rows;
};

type TimelinePage = TimelineRow & { readonly next?: string };

const wholeTimeline = async (
  number: string,
  api: ApiClient,
  headers: Record<string, string>,
): Promise<TimelineRow> => {
  let whole: TimelineRow = { omsNumber: number, dropped: 0, entries: [] };
  for await (const { next: _next, ...page } of pagesOf<TimelinePage>(
    `/orders/${number}/timeline`,
    api,
    headers,
  )) {
    whole = { ...page, entries: [...whole.entries, ...page.entries] };
  }
  return whole;
};

interface Numbered {
  readonly omsNumber: string;
  readonly tenant: string;
}

const apiPageRows = 500;
const orderFields = [
  'omsNumber',
  'tenant',
  'channel',
  'channelRef',
  'placedAt',
  'lifecycle',
  'fulfilment',
  'payment',
  'attention',
  'currency',
  'total',
  'owed',
  'open',
  'captured',
  'refunded',
  'promise',
  'lines',
  'charges',
  'payments',
  'shipments',
  'customer',
  'shipTo',
  'billTo',
  'notes',
] as const satisfies readonly (keyof OrderRow | keyof PersonalRow)[];
const stockFields = [
  'node',
  'sku',
  'onHand',
  'available',
  'reserved',
  'unavailable',
  'missing',
  'backordered',
  'unit',
] as const satisfies readonly (keyof StockRow)[];

const picked = (row: object, fields: readonly string[]): object => {
  const given = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(fields.map((field) => [field, given.get(field)]));
};

const printRows = (rows: readonly object[], passed: Passed): Promise<void> =>
  inPages(rows, passed, (page) => print(page.map((row) => JSON.stringify(row)).join('\n')));
