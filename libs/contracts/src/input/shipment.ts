/** What a node and a carrier say of one shipment: bodies of `POST /shipments/{id}/…`. */
import { sha256Hex } from '#kernel';
import type {
  DispatchShipment,
  RecordShipmentScan,
  RecordTrackedScan,
  RefuseShipment,
} from '#shipping';
import { z } from 'zod';
import { anyTime, id, prose } from '../catalogue/forms.js';
import { constrained } from '../catalogue/constraints.js';
import { carrier, tracking } from '../catalogue/shipment-parts.js';
import { lineQuantities } from '../catalogue/unit-parts.js';
import { correction, factIdOf, goodsSaid, mending, scanFields, scanOf } from './facts.js';

export const dispatchInput = constrained(
  z.strictObject({
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    at: anyTime.optional(),
    id: id.optional().describe("the parcel's id; absent: N-S1/dispatch, then N-S1/dispatch-2, …"),
    lines: lineQuantities.optional().describe('absent: all that has not left'),
    corrects: id
      .optional()
      .describe(
        'the id of a dispatch whose carrier, tracking or lines this one mends; give a reason',
      ),
    reason: prose.optional(),
  }),
  mending,
).meta({ id: 'DispatchInput' });

export const scanInput = constrained(
  z.strictObject({
    ...scanFields,
    lines: lineQuantities.optional().describe('absent: whole parcels'),
  }),
  correction,
).meta({ id: 'ScanInput' });

const { tracking: _number, parcel: _parcel, ...ofNumber } = scanFields;
/** What a carrier says who knows a tracking number and no order. */
export const trackedScanInput = constrained(
  z.strictObject({
    ...ofNumber,
    carrier: carrier.optional().describe('only parcels of this carrier, or of none'),
  }),
  correction,
).meta({ id: 'TrackedScanInput' });

export const refuseInput = z
  .strictObject({
    reason: prose,
    lines: lineQuantities.optional().describe('absent: the whole shipment'),
    goods: goodsSaid,
  })
  .meta({ id: 'RefuseInput' });

export type DispatchInput = z.output<typeof dispatchInput>;
export type ScanInput = z.output<typeof scanInput>;
export type TrackedScanInput = z.output<typeof trackedScanInput>;
export type RefuseInput = z.output<typeof refuseInput>;

/** `fallbackId` stands in for a correction that has no id. */
export const toDispatchShipment = (
  input: DispatchInput,
  shipment: string,
  fallbackId: string,
): DispatchShipment => {
  const id = input.id ?? (input.corrects === undefined ? undefined : fallbackId);
  return {
    type: 'shipment.dispatch',
    data: { shipment, ...input, ...(id !== undefined && { id }) },
  };
};

/** `fallbackId` stands in for a correction that has no id. */
export const toRecordShipmentScan = (
  scan: ScanInput,
  shipment: string,
  fallbackId: string,
): RecordShipmentScan => ({
  type: 'shipment.record-scan',
  data: {
    shipment,
    fact: { kind: 'scan', ...scanOf(scan), id: factIdOf(scan.status, shipment, scan, fallbackId) },
  },
});

/** The same scan of one number is the same fact, whoever repeats it; a correction has an id. */
export const toTrackedScan = (
  { carrier: by, ...scan }: TrackedScanInput,
  number: string,
  fallbackId: string,
): RecordTrackedScan => {
  const { id: given, status, at, corrects } = scan;
  const said = sha256Hex(JSON.stringify([number, status, at])).slice(0, 32);
  const own = given ?? (corrects === undefined ? `tracked:${said}` : fallbackId);
  return {
    type: 'shipment.record-tracked-scan',
    data: {
      tracking: number,
      ...(by !== undefined && { carrier: by }),
      fact: { kind: 'scan', ...scanOf(scan), id: own, tracking: number },
    },
  };
};

export const toRefuseShipment = (input: RefuseInput, shipment: string): RefuseShipment => ({
  type: 'shipment.refuse',
  data: { shipment, ...input },
});
