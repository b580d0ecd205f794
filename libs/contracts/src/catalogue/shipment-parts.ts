import {
  quantity,
  text,
  time,
  node,
  id,
  prose,
  oneOf,
  proseOf,
  flag,
  code,
  line,
} from './forms.js';
import { z } from 'zod';
import { constrained } from './constraints.js';
import { lineQuantities, lineQuantity } from './unit-parts.js';

/** Of a shipment. */
export const opened = z
  .literal(true)
  .optional()
  .describe('facts told that it left, no policy lets it go: its node is asked for nothing');

/** The id of a shipment: that of its order, then `-S1`, `-S2`, … */
export const shipmentId = text(32);

export const carrier = text(64);
export const tracking = text(128);

const shared = z
  .literal(true)
  .optional()
  .describe('a part of what several shipments were told: all facts together say which has what');

export const dispatchFact = z
  .strictObject({
    kind: z.literal('dispatch'),
    id,
    at: time,
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    lines: lineQuantities
      .optional()
      .describe('absent: whatever no other dispatch of the shipment names'),
    node: node.optional().describe('the node, all of whose units left'),
    corrects: id.optional().describe('the id of a dispatch that this one mends'),
    reason: prose.optional(),
    shared,
  })
  .meta({ id: 'DispatchFact', description: 'A parcel left; its identity is the id of this.' });

export const scanStatus = oneOf(
  'label_created',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
  'unknown',
);

export const scanReason = {
  name: 'correctionReason',
  expected: 'a reason, because this scan corrects another',
  breach: (scan: { readonly corrects?: string; readonly reason?: string }) =>
    scan.corrects !== undefined && scan.reason === undefined ? ['reason'] : [],
};

export const scanFact = constrained(
  z.strictObject({
    kind: z.literal('scan'),
    id,
    at: time,
    status: scanStatus,
    raw: text(64).optional().describe('the word, where it is unknown'),
    parcel: id.optional(),
    tracking: tracking.optional(),
    lines: lineQuantities.optional(),
    node: node.optional(),
    location: proseOf(256).optional(),
    detail: prose.optional(),
    corrects: id.optional().describe('the id of a scan that this one voids'),
    reason: prose.optional(),
    shared,
  }),
  scanReason,
  { id: 'ScanFact' },
);

export const correctionNote = z
  .strictObject({ id, corrects: id, reason: prose.optional() })
  .meta({ id: 'Correction', description: 'What a correction says of itself.' });

export const shipmentFact = z
  .discriminatedUnion('kind', [dispatchFact, scanFact])
  .meta({ id: 'ShipmentFact' });

export const factScope = z
  .strictObject({
    shipment: shipmentId.optional(),
    node: node.optional(),
    lines: lineQuantities.optional(),
  })
  .meta({
    id: 'FactScope',
    description: 'Which units: a shipment, else lines, else all of a node, else all.',
  });

const parcelWords = [
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
] as const;

const parcelStatus = z.enum(parcelWords);

const shipmentStatus = z.enum([
  'planned',
  'partly_dispatched',
  ...parcelWords,
  'refused',
  'cancelled',
]);

const parcelContents = z.array(z.strictObject({ line, quantity, status: parcelStatus }));

const parcel = z
  .strictObject({
    parcel: id,
    status: parcelStatus,
    contents: parcelContents,
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    dispatchedAt: time.optional(),
    deliveredAt: time.optional(),
    returnedAt: time.optional().describe('when the first of it came back to its sender'),
    whole: flag.optional().describe('its dispatch names no lines'),
    scans: z.array(id),
    resent: z
      .array(lineQuantity.extend({ at: time }))
      .optional()
      .describe('of what came back to its sender: what left again in other parcels, and when'),
  })
  .meta({ id: 'ParcelNews', description: 'A parcel, by the id of its dispatch.' });

export const concern = z
  .strictObject({ exception: code, line: line.optional(), reason: prose, corrects: id.optional() })
  .meta({ id: 'Concern', description: 'Something in the facts that people must look at.' });

export const shipmentNews = z
  .strictObject({
    shipment: shipmentId,
    node,
    status: shipmentStatus,
    lines: z.array(lineQuantity),
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    dispatchedAt: time.optional(),
    deliveredAt: time.optional(),
    parcels: z.array(parcel).optional(),
    concerns: z.array(concern).optional(),
  })
  .meta({ id: 'ShipmentNews', description: 'A shipment as shipping last told it.' });
