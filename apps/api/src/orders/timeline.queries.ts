import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import { timelinePlaces } from '#services';
import type { Gateway, TimelinePlace, TimelineRow } from '#services';
import { gatewayToken } from '../gateway.js';
import { cursorText, readCursor, refusedCursor } from '../lists/cursor.js';
import type { Cursor } from '../lists/cursor.js';
import { PageRows } from '../lists/page.js';
import type { Written } from '../lists/written.js';
import type { PageQuery } from '../reading/query.js';
import { ShipmentsQueries } from '../shipments/shipments.queries.js';
import { orderNotFound } from '../refusals/order-not-found.js';
import { timelineDocument } from '../waiting/order-documents.js';

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

  /** A page of it: the entries behind the cursor, as many as a page holds. */
  async timeline(
    tenant: string,
    number: OmsNumber,
    { limit, cursor }: PageQuery,
  ): Promise<TimelinePage> {
    const index = keyOf(tenant, `timeline:${number}`);
    const after = cursor === undefined ? undefined : readPlace(cursor, index);
    const [doc, shipments] = await Promise.all([
      timelineDocument(this.gateway, tenant, number),
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
}
