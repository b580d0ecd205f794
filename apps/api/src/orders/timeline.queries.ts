import { Inject, Injectable } from '@nestjs/common';
import { instantText } from '#kernel';
import type { OmsNumber } from '#kernel';
import { orderProjections } from '#orders';
import type { TimelineDocument } from '#orders';
import type { Desk } from '#services';
import type { ShipmentDocument } from '#shipping';
import { deskToken } from '../desk.js';
import { ShipmentsQueries } from '../shipments/shipments.queries.js';
import { orderNotFound } from './orders.queries.js';

interface Row { readonly at: string; readonly type: string }

export interface Timeline {
  readonly omsNumber: string;
  /** Oldest first. */
  readonly entries: readonly Row[];
  /** Older entries that the view has let go. */
  readonly dropped: number;
}

const scanRows = ({ shipment, history }: ShipmentDocument): readonly Row[] =>
  history.map(({ kind, at, ...fact }) =>
    ({ at, type: `carrier.${kind}`, data: { shipment, ...fact } }));

const byTime = (one: Row, other: Row): number => Date.parse(one.at) - Date.parse(other.at);

@Injectable()
export class TimelineQueries {
  constructor(
    @Inject(deskToken) private readonly desk: Desk,
    @Inject(ShipmentsQueries) private readonly shipments: ShipmentsQueries,
  ) {}

  async #document(tenant: string, number: OmsNumber): Promise<TimelineDocument | undefined> {
    const { name } = orderProjections.timeline;
    const doc = await this.desk.views.orders.get(name, number) as TimelineDocument | undefined;
    return doc?.tenant === tenant ? doc : undefined;
  }

  /**
   * What the order's service decided, by log time, and what carriers told, by the time it happened.
   */
  async timeline(tenant: string, number: OmsNumber): Promise<Timeline> {
    const [doc, shipments] = await Promise.all([
      this.#document(tenant, number), this.shipments.ofOrder(tenant, number),
    ]);
    if (doc === undefined) throw orderNotFound(number);
    const decided = doc.entries.map(({ at, type, id, data }) =>
      ({ at: instantText(at), type, id, data }));
    return {
      omsNumber: number, dropped: doc.dropped,
      entries: [...decided, ...shipments.flatMap(scanRows)].toSorted(byTime),
    };
  }

  /**
   * The fields of the conflict that was recorded as the answer to this inbox offset, or of the
   * newest one.
   */
  async conflictAt(
    tenant: string, number: OmsNumber,
    at: { readonly partition: number; readonly offset: number } | undefined,
  ): Promise<readonly string[]> {
    const doc = await this.#document(tenant, number);
    const entry = doc?.entries.findLast(({ id, data }) =>
      (at === undefined ? 'fields' in data : id.startsWith(`${at.partition}:${at.offset}:`)));
    const fields: unknown = entry !== undefined && 'fields' in entry.data ? entry.data.fields : [];
    return Array.isArray(fields) ? fields.map(String) : [];
  }
}
