/**
 * What is said of an order that exists, or will: bodies of `POST /orders/{n}/…` and of channels.
 */
import { sha256Hex } from '#kernel';
import type { LineQuantity, RecordDispatch, RecordRefusal, RecordScan, ScanStatus } from '#orders';
import { z } from 'zod';
import { anyShipment, anyTime, id, node, prose, proseOf, text } from '../catalogue/forms.js';
import { kindWords } from '../words.js';
import { constrained } from '../catalogue/constraints.js';
import {
  carrier,
  factScope,
  scanReason,
  scanStatus,
  tracking,
} from '../catalogue/shipment-parts.js';
import { goods, lineQuantities } from '../catalogue/unit-parts.js';
import { once } from './actions.js';

/** A reason in known words says it too: out of stock, damaged, no carrier today, …. */
export const goodsSaid = goods
  .optional()
  .describe(
    'what becomes of the units: `not_found` are unavailable until they are counted, `damaged` ' +
      'stay unavailable, `sellable` go back for sale. Absent: as the reason says where it is ' +
      'of known words (not found, out of stock; damaged, broken; closed, no carrier today, no ' +
      'capacity, wrong address); any other reason makes them unavailable until they are ' +
      'counted, and the exception `refusal-unclear` asks for people',
  );

export const refusalInput = z
  .strictObject({
    id: once,
    reason: prose,
    node: node.optional(),
    lines: lineQuantities.optional(),
    at: anyTime.optional(),
    goods: goodsSaid,
  })
  .meta({ id: 'RefusalInput' });

const factId = id
  .optional()
  .describe('makes a repeat harmless; for a shipment, where absent, what and when');
export const scopeFields = { ...factScope.shape, shipment: anyShipment.optional() };
export const dispatchFactFields = {
  id: factId,
  at: anyTime,
  carrier: carrier.optional(),
  tracking: tracking.optional(),
  corrects: id
    .optional()
    .describe(
      'the id of a dispatch whose carrier, tracking or lines this one mends; give a reason',
    ),
  reason: prose.optional(),
};
export const scanFields = {
  id: factId,
  at: anyTime,
  status: text(64).describe(
    `one of ${scanStatus.options.filter((word) => word !== 'unknown').join(', ')}; any other ` +
      `word is kept as it came, moves nothing and is shown to people`,
  ),
  parcel: id.optional().describe('the id of the dispatch whose parcel this is'),
  tracking: tracking.optional().describe('every parcel of this number that had left by then'),
  location: proseOf(256).optional(),
  detail: prose.optional(),
  corrects: id
    .optional()
    .describe('the id of a scan or dispatch that this one voids; give a reason'),
  reason: prose.optional(),
};

interface Mending {
  readonly id?: string | undefined;
  readonly corrects?: string | undefined;
  readonly reason?: string | undefined;
  readonly carrier?: string | undefined;
  readonly tracking?: string | undefined;
  readonly lines?: readonly unknown[] | undefined;
}

/** What mends a dispatch says why, and what it mends. */
export const mending = {
  name: 'mending',
  expected:
    'a reason, because this dispatch corrects another, its id, and what is right: carrier, ' +
    'tracking or lines (the time at which it left: take it back by a scan, and tell it anew)',
  breach: ({
    id: own,
    corrects,
    reason,
    carrier: by,
    tracking: under,
    lines,
  }: Mending): readonly string[] => {
    if (corrects === undefined) return [];
    return [
      ...(reason === undefined ? ['reason'] : []),
      ...(corrects === own ? ['corrects'] : []),
      ...((by ?? under ?? lines) === undefined ? ['tracking'] : []),
    ];
  },
};

/**
 * At the door a correction names another scan as well. One that comes in another way and names
 * itself is a scan that voids nothing.
 */
export const correction = {
  name: 'correction',
  expected: `${scanReason.expected}, which is not this one`,
  breach: (scan: {
    readonly id?: string;
    readonly corrects?: string;
    readonly reason?: string;
  }): readonly string[] => [
    ...scanReason.breach(scan),
    ...(scan.corrects !== undefined && scan.corrects === scan.id ? ['corrects'] : []),
  ],
};

/** Somebody else's dispatch or a carrier's scan, by order: `kind` says which. */
export const shipmentFactInput = z
  .discriminatedUnion(
    'kind',
    [
      constrained(
        z.strictObject({ kind: z.literal('dispatch'), ...scopeFields, ...dispatchFactFields }),
        mending,
      ),
      constrained(
        z.strictObject({ kind: z.literal('scan'), ...scopeFields, ...scanFields }),
        correction,
      ),
    ],
    { error: kindWords('dispatch or scan') },
  )
  .meta({ id: 'ShipmentFactInput' });
export type RefusalInput = z.output<typeof refusalInput>;
export type ShipmentFactInput = z.output<typeof shipmentFactInput>;
type Dispatched = Extract<ShipmentFactInput, { kind: 'dispatch' }>;
type Scanned = Extract<ShipmentFactInput, { kind: 'scan' }>;

export const toRecordRefusal = (
  { id: given, ...rest }: RefusalInput,
  fallbackId: string,
): RecordRefusal => ({ type: 'order.record-refusal', data: { id: given ?? fallbackId, ...rest } });

type Scope = z.output<typeof factScope>;
const scopeOf = ({ shipment, node: from, lines }: Scope): Scope => ({
  ...(shipment === undefined ? {} : { shipment }),
  ...(from === undefined ? {} : { node: from }),
  ...(lines === undefined ? {} : { lines }),
});

interface Happening {
  readonly id?: string;
  readonly at: string;
  readonly corrects?: string;
  readonly parcel?: string;
  readonly lines?: readonly LineQuantity[];
}

/** What a part of a shipment is known by, beside the time: the whole needs no more than that. */
const partOf = ({ parcel, lines }: Happening, tracking: string | undefined): string =>
  parcel === undefined && lines === undefined
    ? ''
    : `:${sha256Hex(JSON.stringify([parcel, tracking, lines])).slice(0, 16)}`;

/**
 * The same thing said of one shipment for the same time is the same fact, whoever repeats it; a
 * correction, and what is said of units not named by a shipment, need an id of their own.
 */
export const factIdOf = (
  what: string,
  shipment: string | undefined,
  happening: Happening & { readonly tracking?: string },
  fallbackId: string,
): string => {
  const { id: given, at, corrects, tracking } = happening;
  if (given !== undefined) return given;
  return shipment === undefined || corrects !== undefined
    ? fallbackId
    : `${what}:${shipment}:${at}${partOf(happening, tracking)}`;
};

const scanWords: ReadonlySet<string> = new Set(scanStatus.options);
const isScanStatus = (word: string): word is ScanStatus => scanWords.has(word);

/** A word that nobody knows is kept as it came. */
export const scanOf = <S extends { readonly status: string }>({
  status,
  ...rest
}: S): Omit<S, 'status'> & { readonly status: ScanStatus; readonly raw?: string } =>
  isScanStatus(status) ? { ...rest, status } : { ...rest, status: 'unknown', raw: status };

const toRecordDispatch = (input: Dispatched, fallbackId: string): RecordDispatch => {
  const { shipment, node: _node, lines: _lines, ...rest } = input;
  const fact = { ...rest, id: factIdOf('dispatch', shipment, input, fallbackId) };
  return { type: 'order.record-dispatch', data: { scope: scopeOf(input), fact } };
};

const toRecordScan = (input: Scanned, fallbackId: string): RecordScan => {
  const { shipment, node: _node, lines: _lines, ...rest } = input;
  const fact = { ...scanOf(rest), id: factIdOf(rest.status, shipment, input, fallbackId) };
  return { type: 'order.record-scan', data: { scope: scopeOf(input), fact } };
};

export const toShipmentFact = (
  input: ShipmentFactInput,
  fallbackId: string,
): RecordDispatch | RecordScan =>
  input.kind === 'dispatch' ? toRecordDispatch(input, fallbackId) : toRecordScan(input, fallbackId);
