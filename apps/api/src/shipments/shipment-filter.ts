import { texts } from '#contracts';
import { endOfDay, instant, isDay, isInstant } from '#kernel';
import { promiseSort, shipmentList, statusWords, trackingList, trackingsOf } from '#shipping';
import type { ShipmentDocument } from '#shipping';
import { z } from 'zod';
import { cursorParameter, limitParameter } from '../reading/query.js';

/** `open`: the node still has something of it to send. */
export const shipmentStatuses = [
  'open',
  'planned',
  'partly_dispatched',
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
  'refused',
  'cancelled',
] as const;

const promiseExpected = 'expected a day as 2026-01-09, or a time as RFC 3339 with an offset';
const promise = z
  .string({ error: promiseExpected })
  .refine((text) => isDay(text) || isInstant(text), { error: promiseExpected });

export const shipmentsQuery = z.strictObject({
  node: texts.node.optional(),
  status: z
    .enum(shipmentStatuses, { error: `expected one of ${shipmentStatuses.join(', ')}` })
    .optional(),
  promiseFrom: promise.optional(),
  promiseTo: promise.optional(),
  tracking: texts.tracking.optional(),
  limit: limitParameter,
  cursor: cursorParameter.optional(),
});
export type ShipmentsQuery = z.output<typeof shipmentsQuery>;

/** The list that holds the fewest of what is asked for. */
export const shipmentListFor = ({ node, status, tracking }: ShipmentsQuery): string =>
  tracking === undefined
    ? shipmentList({
        ...(status === undefined ? {} : { status }),
        ...(node === undefined ? {} : { node }),
      })
    : trackingList(tracking);

/** Behind every ordinal of a promise. */
const last = ':~';

/** The last promise there can be: those without one stand behind it. */
const lastDay = '9999-12-31';

/** The part of a list between two promises; a day begins and ends in UTC. */
export const shipmentBounds = ({
  promiseFrom,
  promiseTo = promiseFrom && lastDay,
}: ShipmentsQuery): { readonly sortFrom?: string; readonly sortTo?: string } => ({
  ...(promiseFrom === undefined ? {} : { sortFrom: promiseSort(beginOf(promiseFrom)) }),
  ...(promiseTo === undefined ? {} : { sortTo: `${promiseSort(promiseTo)}${last}` }),
});

const beginOf = (promised: string): string =>
  isDay(promised) ? `${promised}T00:00:00Z` : promised;

const dueAt = (promised: string): number =>
  isDay(promised) ? endOfDay(promised) : instant(promised);

const isPromised = (
  promised: string | undefined,
  { promiseFrom, promiseTo }: ShipmentsQuery,
): boolean => {
  if (promised === undefined) return promiseFrom === undefined && promiseTo === undefined;
  const due = dueAt(promised);
  return (
    (promiseFrom === undefined || due >= instant(beginOf(promiseFrom))) &&
    (promiseTo === undefined || due <= dueAt(promiseTo))
  );
};

/** Whether it is what was asked for; a list may be a moment older than its documents. */
export const shipmentMatches = (shipment: ShipmentDocument, query: ShipmentsQuery): boolean => {
  const { node, status, tracking } = query;
  return (
    (node === undefined || shipment.node === node) &&
    (status === undefined || statusWords(shipment).includes(status)) &&
    (tracking === undefined || trackingsOf(shipment).includes(tracking)) &&
    isPromised(shipment.promise, query)
  );
};
