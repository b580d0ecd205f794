/** Shipments and their parcels, as answers show them. */
import { z } from 'zod';

const text = z.string();
const quantity = z.string().describe('a decimal');
const time = z.string().meta({ format: 'date-time' });
const parcel = {
  id: text.describe('the id of its dispatch'),
  status: text,
  contents: z.array(z.strictObject({ line: text, quantity, status: text })),
  carrier: text.optional(),
  tracking: text.optional(),
  dispatchedAt: time.optional(),
  deliveredAt: time.optional(),
};
const shipmentRow = {
  id: text,
  node: text,
  status: text,
  carrier: text.optional(),
  tracking: text.optional(),
  dispatchedAt: time.optional(),
  deliveredAt: time.optional(),
};
export const shipment = z.strictObject({
  ...shipmentRow,
  parcels: z.array(z.strictObject(parcel)),
});
/** What who picks and packs needs of a line. */
export const packedLine = z.strictObject({
  line: text,
  quantity: quantity.describe('what is still to go and what has left'),
  toSend: quantity.describe('what is with the node'),
  sku: text.optional(),
  unit: text.optional(),
  name: text.optional(),
});
export const listedOrder = {
  shipTo: z.record(text, text).optional().describe('where it goes; personal data'),
  notes: text.optional().describe('words of the customer; personal data'),
  holds: z
    .array(z.strictObject({ hold: text, reason: text }))
    .optional()
    .describe('while one stands, the node hands nothing over'),
};
export const shownParcels = z.array(
  z.strictObject({
    ...parcel,
    number: text.describe('to call it by; may change as facts come'),
    scans: z.array(text).describe('the ids of its newest scans'),
    returnedAt: time.optional().describe('when the first of it came back to its sender'),
    resent: z
      .array(z.strictObject({ line: text, quantity, at: time }))
      .optional()
      .describe('of what came back to its sender: what left again in other parcels, and when'),
  }),
);
