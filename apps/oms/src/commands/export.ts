import { instantText, never, partitionOf } from '#kernel';
import { stockRow } from '#inventory';
import type { StockDocument, StockRow } from '#inventory';
import { orderRow } from '#orders';
import type { OrderDocument, OrderRow, TimelineDocument } from '#orders';
import type { ListQuery, Projections } from '#ports';
import type { StoredDocument } from '#runtime';
import { apiAt } from '../api-client.js';
import type { ApiClient } from '../api-client.js';
import { print, UsageError } from '../console.js';
import { openToRead, placeOf } from '../place.js';
import type { PlaceOptions, PlaceToRead } from '../place.js';

export const exported = ['orders', 'stock', 'timeline'] as const;
export type Exported = (typeof exported)[number];

export interface ExportOptions extends PlaceOptions { readonly tenant?: string }

const pageRows = 1_000;

/** `oms export`: NDJSON, sorted by OMS number or by node and SKU. */
export const exportRows = async (what: string, options: ExportOptions): Promise<void> => {
  const kind = exported.find((each) => each === what);
  if (kind === undefined) {
    throw new UsageError(`export takes ${exported.join(', ')}, not '${what}'`);
  }
  const { tenant } = options;
  const place = placeOf(options);
  if (place.kind === 'api') return exportFromApi(kind, apiAt(place.address), tenant);
  const opened = await openToRead(place);
  try {
    await exportFrom(opened, kind, tenant);
  } finally {
    await opened.close();
  }
};

const behind = {
  orders: { service: 'orders', view: 'order', list: 'all', counter: 'orders' },
  stock: { service: 'inventory', view: 'stock', list: 'stock', counter: 'skus' },
  timeline: { service: 'orders', view: 'timeline', list: 'all', counter: 'orders' },
} as const;

interface Place { readonly key: string; readonly sort: string }

const byText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Stock by node and SKU, the others by OMS number. */
const sorted = (kind: Exported, places: Place[]): readonly Place[] => places.sort(kind === 'stock'
  ? (one, other) => byText(one.sort, other.sort) || byText(one.key, other.key)
  : (one, other) => byText(one.key, other.key));

const exportFrom = async (
  { ports }: PlaceToRead, kind: Exported, tenant: string | undefined,
): Promise<void> => {
  const { service, view } = behind[kind];
  const { partitions } = ports.logs(`oms.${service}.events`);
  const current = await ports.generations.current(service);
  if (current === undefined) return;
  const views = await ports.generations.open(service, current.generation, partitions);
  const places: Place[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    for (const each of tenant === undefined ? await tenantsIn(views, partition, kind) : [tenant]) {
      for await (const place of placesIn(views, partition, `${each}|${behind[kind].list}`)) {
        places.push(place);
      }
    }
  }
  const inOrder = sorted(kind, places);
  for (let at = 0; at < inOrder.length; at += pageRows) {
    const documents = await Promise.all(inOrder.slice(at, at + pageRows)
      .map(({ key }) => views.get(partitionOf(key, partitions), view, key)));
    const lines = documents.flatMap((stored) => rowText(kind, stored));
    if (lines.length > 0) await print(lines.join('\n'));
  }
};

const tenantsIn = async (
  views: Projections, partition: number, kind: Exported,
): Promise<readonly string[]> => {
  const ending = `|${behind[kind].counter}`;
  const names = [...(await views.counters(partition, '')).keys()];
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
};

async function* placesIn(
  views: Projections, partition: number, index: string,
): AsyncGenerator<Place> {
  let after: Place | undefined;
  for (;;) {
    const query: ListQuery = {
      index, limit: pageRows, descending: false, ...(after === undefined ? {} : { after }),
    };
    const page = await views.list(partition, query);
    yield* page;
    after = page.at(-1);
    if (page.length < pageRows) return;
  }
}

const rowText = (kind: Exported, stored: object | undefined): readonly string[] => {
  if (stored === undefined) return [];
  const { doc } = stored as StoredDocument;
  const row = rowOf(kind, doc);
  return row === undefined ? [] : [JSON.stringify(row)];
};

const rowOf = (kind: Exported, doc: object): object | undefined => {
  switch (kind) {
    case 'orders': return orderRow(doc as OrderDocument);
    case 'stock': return stockRow(doc as StockDocument);
    case 'timeline': return timelineRow(doc as TimelineDocument);
    default: return never(kind);
  }
};

const timelineRow = ({ number, tenant, entries, dropped }: TimelineDocument): object =>
  ({
    omsNumber: number, tenant, dropped,
    entries: entries.map(({ at, ...entry }) => ({ at: instantText(at), ...entry })),
  });

interface Page { readonly rows: readonly object[]; readonly next?: string }

/** The same rows over HTTP: a list's row carries every field of the export. */
const exportFromApi = async (
  kind: Exported, api: ApiClient, tenant: string | undefined,
): Promise<void> => {
  const headers: Record<string, string> = tenant === undefined ? {} : { 'oms-tenant': tenant };
  const rows: object[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(apiPageRows), ...(cursor === undefined ? {} : { cursor }),
    });
    const path = `/${kind === 'stock' ? 'stock' : 'orders'}?${query.toString()}`;
    const page = JSON.parse(await api.call(path, { headers })) as Page;
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  if (kind === 'stock') return printRows(rows.map((row) => picked(row, stockFields)));
  const inOrder = (rows as { readonly omsNumber: string }[])
    .sort((one, other) => byText(one.omsNumber, other.omsNumber));
  if (kind === 'orders') return printRows(inOrder.map((row) => picked(row, orderFields)));
  for (const { omsNumber } of inOrder) {
    await print(await api.call(`/orders/${omsNumber}/timeline`, { headers }));
  }
};

const apiPageRows = 500;
const orderFields = [
  'omsNumber', 'tenant', 'channel', 'channelRef', 'placedAt', 'lifecycle', 'fulfilment', 'payment',
  'attention', 'lines', 'shipments',
] as const satisfies readonly (keyof OrderRow)[];
const stockFields = [
  'node', 'sku', 'onHand', 'available', 'reserved', 'unavailable', 'backordered',
] as const satisfies readonly (keyof StockRow)[];

const picked = (row: object, fields: readonly string[]): object => {
  const given = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(fields.map((field) => [field, given.get(field)]));
};

const printRows = async (rows: readonly object[]): Promise<void> => {
  for (let at = 0; at < rows.length; at += pageRows) {
    const lines = rows.slice(at, at + pageRows).map((row) => JSON.stringify(row));
    await print(lines.join('\n'));
  }
};
