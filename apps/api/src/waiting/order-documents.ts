import type { OmsNumber } from '#kernel';
import { orderProjections, toldBy } from '#orders';
import type { OrderDocument, TimelineDocument } from '#orders';
import type { Gateway } from '#services';

/** What the view holds of a number, whichever tenant has spoken of it. */
export const orderDocument = async (
  { views }: Gateway,
  number: OmsNumber,
): Promise<OrderDocument | undefined> =>
  (await views.orders.get(orderProjections.order.name, number)) as OrderDocument | undefined;

/** What this tenant may know of the story of a number; undefined where that is nothing. */
export const timelineDocument = async (
  { views }: Gateway,
  tenant: string,
  number: OmsNumber,
): Promise<TimelineDocument | undefined> => {
  const { name } = orderProjections.timeline;
  const doc = (await views.orders.get(name, number)) as TimelineDocument | undefined;
  if (doc === undefined) return undefined;
  const entries = toldBy(doc, tenant);
  return entries.length === 0 ? undefined : { ...doc, tenant, entries };
};
