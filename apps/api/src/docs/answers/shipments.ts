import { z } from 'zod';
import { shipmentDecidedExample, shipmentReceiptExample, shipmentRowExample } from '../examples.js';
import { listedOrder, packedLine, shownParcels } from '../parcels.js';
import { pageOf } from './page.js';
import { decidedFields, posted } from './posted.js';
import { quantity, text, time } from './values.js';
const shipmentFields = {
  shipment: text,
  node: text,
  status: text,
  lines: z.array(z.strictObject({ line: text, quantity })),
  carrier: text.optional(),
  tracking: text.optional(),
  dispatchedAt: time.optional(),
  deliveredAt: time.optional(),
  promise: text.optional(),
  earlier: z.int().optional(),
  parcels: shownParcels,
  history: z.array(z.looseObject({ kind: text, id: text, at: time })),
};

const { history: _history, earlier: _earlier, ...listedShipment } = shipmentFields;
const shipmentRowListed = z
  .strictObject({ omsNumber: text, ...listedShipment, lines: z.array(packedLine), ...listedOrder })
  .meta({ id: 'ShipmentRow' });

export const postedShipmentAnswer = posted(
  shipmentReceiptExample,
  z
    .strictObject({
      ...z.strictObject(shipmentFields).partial().shape,
      ...decidedFields,
      omsNumber: text,
    })
    .meta({ id: 'ShipmentChanged' }),
  shipmentDecidedExample,
);

export const shipmentsPageAnswer = pageOf(shipmentRowListed, shipmentRowExample);
