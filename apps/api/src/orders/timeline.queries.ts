import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import { orderProjections, toldBy } from '#orders';
import type { TimelineDocument } from '#orders';
import { timelinePlaces } from '#services';
import type { Gateway, TimelinePlace, TimelineRow } from '#services';
import { gatewayToken } from '../gateway.js';
import { cursorText, readCursor, refusedCursor } from '../lists/cursor.js';
import type { Cursor } from '../lists/cursor.js';
import { PageRows } from '../lists/page.js';
import type { Written } from '../lists/written.js';
import type { PageQuery } from '../reading/query.js';
import { ShipmentsQueries } from '../shipments/shipments.queries.js';
import { orderNotFound } from './orders.queries.js';

type TimelinePage = Omit<TimelineRow, 'entries'> & {
  readonly entries: readonly Written[];
  readonly next?: string;
};

/** As places of entries are written (timeline-row.ts). */
const sortPattern = /^-?\d{15}$/;

const readPlace = (text: string, index: string): Cursor => {
  const cursor = readCursor(text, index);
  if (!sortPattern.test(cursor.sort)) throw refusedCursor(text);
  return cursor;
};

@Injectable()
export class TimelineQueries {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(ShipmentsQueries) private readonly shipments: ShipmentsQueries,
  ) {}

  async #document(tenant: string, number: OmsNumber): Promise<TimelineDocument | undefined> {
    const { name } = orderProjections.timeline;
    const doc = (await this.gateway.views.orders.get(name, number)) as TimelineDocument | undefined;
    if (doc === undefined) return undefined;
    const entries = toldBy(doc, tenant);
    return entries.length === 0 ? undefined : { ...doc, tenant, entries };
  }

  /** A page of it: the entries behind the cursor, as many as a page holds. */
  async timeline(
    tenant: string,
    number: OmsNumber,
    { limit, cursor }: PageQuery,
  ): Promise<TimelinePage> {
    const index = keyOf(tenant, `timeline:${number}`);
    const after = cursor === undefined ? undefined : readPlace(cursor, index);
    const [doc, shipments] = await Promise.all([
      this.#document(tenant, number),
      this.shipments.ofOrder(tenant, number),
    ]);
    if (doc === undefined) throw orderNotFound(number);
    const picked = new PageRows<TimelinePlace>({
      limit,
      matches: () => true,
      row: ({ entry }) => entry(),
    });
    const places = timelinePlaces(doc, shipments, after);
    for (const place of places) {
      if (picked.isFull) break;
      picked.look(place);
    }
    picked.end();
    const { rows: entries } = picked;
    const last = entries.length < places.length ? places[entries.length - 1] : undefined;
    return {
      omsNumber: number,
      dropped: doc.dropped,
      entries,
      ...(last !== undefined && { next: cursorText({ index, sort: last.sort, key: last.key }) }),
    };
  }

  /**
   * The fields of the conflict that was recorded as the answer to this inbox offset, or of the
   * newest one; undefined where the tenant has no such order.
   */
  async conflictAt(
    tenant: string,
    number: OmsNumber,
    at: { readonly partition: number; readonly offset: number } | undefined,
  ): Promise<readonly string[] | undefined> {
    const doc = await this.#document(tenant, number);
    if (doc === undefined) return undefined;
    const entry = doc.entries.findLast(
      ({ id, data }) =>
        'fields' in data && (at === undefined || id.startsWith(`${at.partition}:${at.offset}:`)),
    );
    const fields: unknown = entry !== undefined && 'fields' in entry.data ? entry.data.fields : [];
    return Array.isArray(fields) ? fields.map(String) : [];
  }
}
