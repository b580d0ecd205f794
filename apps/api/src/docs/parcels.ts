/** Shipments and their parcels, as answers show them. */
import { z } from 'zod';

const text = z.string();
const quantity = z.string().describe('a decimal');
const time = z.string().meta({ format: 'date-time' });
const parcel = {
  id: text.describe('the id of its dispatch'), status: text,
  contents: z.array(z.strictObject({ line: text, quantity, status: text })),
  carrier: text.optional(), tracking: text.optional(),
  dispatchedAt: time.optional(), deliveredAt: time.optional(),
};
const shipmentRow = {
  id: text, node: text, status: text, carrier: text.optional(), tracking: text.optional(),
  dispatchedAt: time.optional(), deliveredAt: time.optional(),
};
export const shipment = z.strictObject({
  ...shipmentRow, parcels: z.array(z.strictObject(parcel)),
});
export const shownParcels = z.array(z.strictObject({
  ...parcel, number: text.describe('to call it by; may change as facts come'),
  scans: z.array(text).describe('the ids of its newest scans'),
  resent: z.array(z.strictObject({ line: text, quantity, at: time })).optional()
    .describe('of what came back to its sender: what left again in other parcels, and when'),
}));
