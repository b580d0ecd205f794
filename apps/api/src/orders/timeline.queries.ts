import { Inject, Injectable } from '@nestjs/common';
import type { OmsNumber } from '#kernel';
import { orderProjections, toldBy } from '#orders';
import type { TimelineDocument } from '#orders';
import { timelineRow } from '#services';
import type { Desk, TimelineRow } from '#services';
import { deskToken } from '../desk.js';
import { ShipmentsQueries } from '../shipments/shipments.queries.js';
import { orderNotFound } from './orders.queries.js';

@Injectable()
export class TimelineQueries {
  constructor(
    @Inject(deskToken) private readonly desk: Desk,
    @Inject(ShipmentsQueries) private readonly shipments: ShipmentsQueries,
  ) {}

  async #document(tenant: string, number: OmsNumber): Promise<TimelineDocument | undefined> {
    const { name } = orderProjections.timeline;
    const doc = await this.desk.views.orders.get(name, number) as TimelineDocument | undefined;
    if (doc === undefined) return undefined;
    const entries = toldBy(doc, tenant);
    return entries.length === 0 ? undefined : { ...doc, tenant, entries };
  }

  async timeline(tenant: string, number: OmsNumber): Promise<TimelineRow> {
    const [doc, shipments] = await Promise.all([
      this.#document(tenant, number), this.shipments.ofOrder(tenant, number),
    ]);
    if (doc === undefined) throw orderNotFound(number);
    return timelineRow(doc, shipments);
  }

  /**
   * The fields of the conflict that was recorded as the answer to this inbox offset, or of the
   * newest one; undefined where the tenant has no such order.
   */
  async conflictAt(
    tenant: string, number: OmsNumber,
    at: { readonly partition: number; readonly offset: number } | undefined,
  ): Promise<readonly string[] | undefined> {
    const doc = await this.#document(tenant, number);
    if (doc === undefined) return undefined;
    const entry = doc.entries.findLast(({ id, data }) =>
      'fields' in data
      && (at === undefined || id.startsWith(`${at.partition}:${at.offset}:`)));
    const fields: unknown = entry !== undefined && 'fields' in entry.data ? entry.data.fields : [];
    return Array.isArray(fields) ? fields.map(String) : [];
  }
}
