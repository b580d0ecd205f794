/** The same rows over HTTP: a list's row carries every field of the export. */
import type { StockRow } from '#inventory';
import type { OrderRow, PersonalRow } from '#orders';
import type { TimelineRow } from '#services';
import type { ApiClient } from '../api-client.js';
import { allPrinted, print, printJson } from '../console.js';
import { showingRows } from '../progress.js';
import type { Passed } from '../progress.js';
import { byText, inPages, ofTenant } from './exported.js';
import type { Exported } from './exported.js';

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

interface RowsPage {
  readonly rows: readonly object[];
  readonly next?: string;
}

export const exportFromApi = async (
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
    const inOrder = (rows as RowOfOrder[]).sort((one, other) =>
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
  for await (const page of pagesOf<RowsPage>(path, api, headers)) {
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

interface RowOfOrder {
  readonly omsNumber: string;
  readonly tenant: string;
}

const picked = (row: object, fields: readonly string[]): object => {
  const given = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(fields.map((field) => [field, given.get(field)]));
};

const printRows = (rows: readonly object[], passed: Passed): Promise<void> =>
  inPages(rows, passed, (page) => print(page.map((row) => JSON.stringify(row)).join('\n')));
