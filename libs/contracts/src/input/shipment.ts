/** What a node and a carrier say of one shipment: bodies of `POST /shipments/{id}/…`. */
import type { DispatchShipment, RecordShipmentScan, RefuseShipment } from '#shipping';
import { z } from 'zod';
import { anyTime, prose, text } from '../catalogue/forms.js';
import { lawful } from '../catalogue/laws.js';
import { lineQuantities } from '../catalogue/order-parts.js';
import { correction, factIdOf, scanFields } from './facts.js';

export const dispatchInput = z.strictObject({
  carrier: text(64), tracking: text(128), at: anyTime.optional(),
}).meta({ id: 'DispatchInput' });

export const scanInput = lawful(z.strictObject(scanFields), correction)
  .meta({ id: 'ScanInput' });

export const refuseInput = z.strictObject({
  reason: prose, lines: lineQuantities.optional().describe('absent: the whole shipment'),
}).meta({ id: 'RefuseInput' });

export type DispatchInput = z.output<typeof dispatchInput>;
export type ScanInput = z.output<typeof scanInput>;
export type RefuseInput = z.output<typeof refuseInput>;

export const toDispatchShipment = (input: DispatchInput, shipment: string): DispatchShipment => ({
  type: 'shipment.dispatch', data: { shipment, ...input },
});

/** `fallbackId` stands in for a correction that has no id. */
export const toRecordShipmentScan = (
  scan: ScanInput, shipment: string, fallbackId: string,
): RecordShipmentScan => ({
  type: 'shipment.record-scan',
  data: {
    shipment,
    fact: { kind: 'scan', ...scan, id: factIdOf(scan.status, shipment, scan, fallbackId) },
  },
});

export const toRefuseShipment = (input: RefuseInput, shipment: string): RefuseShipment => ({
  type: 'shipment.refuse', data: { shipment, ...input },
});
