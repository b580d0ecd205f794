import { Inject, Injectable } from '@nestjs/common';
import { instant, instantText, keyOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import { changedSort, orderProjections, orderRow, personalRow } from '#orders';
import type { OrderDocument, OrderRow } from '#orders';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { changesPage } from '../lists/changes.js';
import type { MergedPage } from '../lists/merged.js';
import { inSlices, page, shelfOf } from '../lists/page.js';
import type { Page, Picking } from '../lists/page.js';
import { orderNotFound } from '../refusals/order-not-found.js';
import { orderDocument } from '../waiting/order-documents.js';
import { HaltedWaits } from './halted-waits.js';
import { KnownNodes } from './known-nodes.js';
import { fullOrder } from './order-document.js';
import type { FullOrder } from './order-document.js';
import { listFor, matches } from './order-filter.js';
import type { OrdersQuery } from './order-filter.js';

const view = orderProjections.order.name;
const referencesMax = 1_000;

/** The rows of a list: those of the export, and when they changed. */
const picking = (query: OrdersQuery): Picking<OrderDocument> => {
  const found = new WeakMap<OrderDocument, OrderRow>();
  return {
    limit: query.limit,
    matches: (doc) => {
      const row = orderRow(doc);
      if (row === undefined || !matches(row, query, doc)) return false;
      found.set(doc, row);
      return true;
    },
    row: (doc) => ({
      ...found.get(doc),
      ...(query.personal === true && personalRow(doc)),
      changedAt: instantText(doc.changed),
    }),
  };
};

@Injectable()
export class OrdersQueries {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(KnownNodes) private readonly nodes: KnownNodes,
    @Inject(HaltedWaits) private readonly halted: HaltedWaits,
  ) {}

  async order(tenant: string, number: OmsNumber): Promise<FullOrder | undefined> {
    const doc = await orderDocument(this.gateway, number);
    const order = doc?.tenant === tenant ? fullOrder(doc) : undefined;
    if (doc === undefined || order === undefined) return undefined;
    const [warnings, waitsFor] = await Promise.all([
      this.nodes.warningsOf(tenant, order.lines),
      this.halted.of(doc),
    ]);
    return {
      ...order,
      ...(warnings.length > 0 && { warnings }),
      ...(waitsFor.length > 0 && { waitsFor }),
    };
  }

  /** For who waits: throws where what decides whether this order is accepted has halted. */
  async refuseUndecided(tenant: string, number: OmsNumber): Promise<void> {
    const doc = await orderDocument(this.gateway, number);
    if (doc?.tenant === tenant) await this.halted.refuseUndecided(doc);
  }

  async known(tenant: string, number: OmsNumber): Promise<FullOrder> {
    const order = await this.order(tenant, number);
    if (order === undefined) throw orderNotFound(number);
    return order;
  }

  list(tenant: string, query: OrdersQuery): Promise<Page | MergedPage> {
    const { cursor, placedFrom, placedTo, changedFrom } = query;
    const views = this.gateway.views.orders;
    const walked = { ...picking(query), ...(cursor === undefined ? {} : { cursor }) };
    if (changedFrom !== undefined) {
      return changesPage<OrderDocument>({
        ...walked,
        views,
        view,
        index: keyOf(tenant, 'changed'),
        from: changedSort(Math.max(0, instant(changedFrom))),
      });
    }
    const { index, exact } = listFor(query);
    return page<OrderDocument>({
      ...walked,
      shelf: shelfOf(views, view),
      index: keyOf(tenant, index),
      descending: true,
      ...(placedFrom === undefined ? {} : { sortFrom: placedFrom }),
      ...(placedTo === undefined ? {} : { sortTo: placedTo }),
      allMatch: exact,
    });
  }

  /**
   * Every order that the outside knows by this: a channel's reference (several where several
   * channels use the same), or a carrier's tracking number.
   */
  async byReference(
    tenant: string,
    reference: string,
    channel: string | undefined,
  ): Promise<readonly OrderRow[]> {
    const { orders, shipping } = this.gateway.views;
    const under = { limit: referencesMax, descending: false };
    const places = await Promise.all([
      orders.list({ ...under, index: keyOf(tenant, `reference:${reference}`) }),
      shipping.list({ ...under, index: keyOf(tenant, `tracking:${reference}`) }),
    ]);
    const numbers = new Set(places.flat().map(({ key }) => key));
    const found = [...numbers].map((key) => ({ key, sort: '' }));
    const rows: OrderRow[] = [];
    const shelf = shelfOf(orders, view);
    for await (const [, doc] of inSlices(found, (slice) => shelf.documents(slice))) {
      const row = doc === undefined ? undefined : orderRow(doc as OrderDocument);
      if (row !== undefined && (channel === undefined || row.channel === channel)) rows.push(row);
    }
    return rows;
  }
}
