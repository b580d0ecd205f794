/** The rows of an export, from the views of a data directory or of Kafka and Redis. */
import { never, partitionOf } from '#kernel';
import { stockRow } from '#inventory';
import type { StockDocument } from '#inventory';
import { orderRow, personalRow } from '#orders';
import type { OrderDocument, TimelineDocument } from '#orders';
import { timelineRow } from '#services';
import type { ShipmentsDocument } from '#shipping';
import { print } from '../console.js';
import type { OpenedTarget } from '../target.js';
import { showingRows } from '../progress.js';
import { inPages, ofTenant } from './exported.js';
import type { Exported } from './exported.js';
import { allListed, behind, currentViews, documentIn, shipmentsView, sorted } from './view-rows.js';
import type { Listed } from './view-rows.js';
export const exportFromViews = async (
  { ports }: OpenedTarget,
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
      allListed(views, partitions, kind, tenant, passed),
    ),
  );
  const lineOf = async ({ key }: Listed): Promise<readonly string[]> => {
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
