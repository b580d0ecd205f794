/** Messages of the shipping service (ARCHITECTURE.md §9); the key is the OMS number. */
import { z } from 'zod';
import { asItWas, message } from './entry.js';
import { code, flag, id, linesMax, node, promise, prose, tenant, time } from './forms.js';
import {
  carrier,
  concern,
  dispatchFact,
  opened,
  scanFact,
  shipmentFact,
  shipmentId,
  shipmentNews,
  tracking,
} from './shipment-parts.js';
import { contents, goods, lineQuantities, lineQuantity } from './unit-parts.js';

const planned = z.strictObject({
  shipments: z
    .array(
      z.strictObject({
        shipment: shipmentId,
        node,
        lines: contents,
        promise: promise.optional(),
        opened,
      }),
    )
    .max(linesMax),
});

export const shippingCommands = {
  'shipment.plan': message('An order released units: shipments to be made of them.', planned),
  'shipment.dispatch': message(
    'Our own node hands a shipment over; refused after a cancel.',
    z.strictObject({
      shipment: shipmentId,
      carrier: carrier.optional(),
      tracking: tracking.optional(),
      at: time.optional(),
      id: id.optional(),
      lines: lineQuantities.optional(),
      corrects: id.optional(),
      reason: prose.optional(),
    }),
    [asItWas],
  ),
  'shipment.record-dispatch': message(
    'Somebody else handed a shipment over.',
    z.strictObject({ shipment: shipmentId, fact: dispatchFact }),
  ),
  'shipment.record-scan': message(
    'A carrier scanned a shipment, or parcels of the order.',
    z.strictObject({ shipment: shipmentId, fact: scanFact }),
    [asItWas],
  ),
  'shipment.record-tracked-scan': message(
    'A carrier scanned a number that no order has; refused, and kept to be driven again.',
    z.strictObject({ tracking, carrier: carrier.optional(), fact: scanFact }),
  ),
  'shipment.refuse': message(
    'The node will not deliver a shipment, or lines of it.',
    z.strictObject({
      shipment: shipmentId,
      reason: prose,
      lines: lineQuantities.optional(),
      upTo: flag.optional(),
      goods: goods.optional(),
    }),
    [asItWas],
  ),
  'shipment.cancel': message(
    'The order wants units back that have not left.',
    z.strictObject({ shipment: shipmentId, reason: prose, lines: lineQuantities }),
  ),
  'shipment.promise': message(
    'The order promises another day, or none any more.',
    z.strictObject({ promise: promise.optional() }),
  ),
  'shipment.settle': message(
    'All that its order told at once has come: shipments that facts opened give back.',
    z.strictObject({ id }),
  ),
  'shipment.hold': message(
    'The order is held: our own node hands nothing over.',
    z.strictObject({ hold: code, reason: prose }),
  ),
  'shipment.release-hold': message('One hold ended.', z.strictObject({ hold: code })),
};

const recording = z.strictObject({
  news: shipmentNews,
  fact: shipmentFact,
  of: shipmentId.optional(),
  own: z.literal(true).optional().describe('our own node handed it over, by command'),
});
const decided = z.strictObject({ news: shipmentNews, lines: z.array(lineQuantity), reason: prose });

export const shippingEvents = {
  'shipment.promised': message(
    'All shipments of the order shall arrive by then.',
    z.strictObject({ promise: promise.optional() }),
  ),
  'shipment.held': message(
    'Nothing of the order may be handed over.',
    z.strictObject({ hold: code, reason: prose }),
  ),
  'shipment.hold-released': message('One hold ended.', z.strictObject({ hold: code })),
  'shipment.planned': message(
    'Shipments are to be made.',
    planned.extend({ tenant: tenant.optional() }),
  ),
  'shipment.dispatched': message('A shipment left its node.', recording),
  'tracking.updated': message('A scan that leaves the status as it is, or moves it.', recording, [
    asItWas,
  ]),
  'shipment.delivered': message('A shipment arrived.', recording),
  'shipment.delivery-failed': message('A delivery failed.', recording),
  'shipment.lost': message('A shipment is lost.', recording),
  'shipment.returned-to-sender': message('A shipment goes back.', recording),
  'shipment-fact.kept': message(
    'A fact waits for its shipment to be planned.',
    z.strictObject({
      shipment: shipmentId,
      fact: shipmentFact,
      tenant: tenant.optional(),
      wide: flag.optional(),
      news: shipmentNews.optional(),
      concerns: z
        .array(concern)
        .optional()
        .describe('of an order of which nothing is planned, where they have changed'),
    }),
  ),
  'shipment.withdrawn': message(
    'Units of a shipment that facts opened have not left: their order has them back.',
    z.strictObject({
      news: shipmentNews,
      lines: z.array(lineQuantity),
      settled: id.optional().describe('the shipment.settle that it ends'),
    }),
  ),
  'shipment.refused': message(
    'The node will not deliver.',
    decided.extend({ goods: goods.optional() }),
    [asItWas],
  ),
  'shipment.cancelled': message('Units were stopped before they left.', decided),
  'shipment.cancel-refused': message('It has left: nothing can be stopped.', decided),
};
