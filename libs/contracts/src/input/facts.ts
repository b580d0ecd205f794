/**
 * What is said of an order that exists, or will: bodies of `POST /orders/{n}/…` and of channels.
 */
import { sha256Hex } from '#kernel';
import type {
  CancelOrder,
  CorrectReturn,
  LineQuantity,
  RecordDispatch,
  RecordPayment,
  RecordRefusal,
  RecordReturn,
  RecordScan,
  ScanStatus,
} from '#orders';
import { z } from 'zod';
import {
  anyShipment,
  anyTime,
  code,
  id,
  line,
  linesMax,
  minor,
  node,
  prose,
  proseOf,
  quantity,
  text,
} from '../catalogue/forms.js';
import { kindWords } from '../words.js';
import { constrained } from '../catalogue/constraints.js';
import {
  carrier,
  disposition,
  factScope,
  goods,
  lineQuantities,
  paymentStatus,
  scanReason,
  scanStatus,
  tracking,
  uniqueLines,
} from '../catalogue/order-parts.js';

const once = id.optional().describe('makes a repeat harmless: the same id is recorded once');

export const cancelInput = z
  .strictObject({
    id: once,
    reason: prose,
    lines: uniqueLines(z.strictObject({ line, quantity: quantity.optional() }))
      .optional()
      .describe('absent: everything; a line without quantity: all of it'),
  })
  .meta({ id: 'CancelInput' });

export const holdInput = z
  .strictObject({ hold: code.describe('its type; each is released on its own'), reason: prose })
  .meta({ id: 'HoldInput' });
export const releaseHoldInput = z.strictObject({ hold: code }).meta({ id: 'ReleaseHoldInput' });

export const exceptionInput = z
  .strictObject({ exception: code.describe('its type'), line: line.optional(), reason: prose })
  .meta({ id: 'ExceptionInput' });

/** The channel's `raise-exception`. */
export const raiseInput = z.strictObject({
  id: id.optional().describe('counted once; absent: this exception is raised once for ever'),
  ...exceptionInput.shape,
});

export const reserveAgainInput = z
  .strictObject({
    lines: z
      .array(line)
      .max(linesMax, { error: `expected at most ${linesMax} lines` })
      .optional()
      .describe('absent: every line'),
  })
  .meta({ id: 'ReserveAgainInput' });

export const paymentInput = z
  .strictObject({
    id: id
      .optional()
      .describe(
        'makes a repeat harmless; where absent, `payment`, `status`, `amount` and `at` together; ' +
          'without `at` nobody can tell a repeat, and the amount counts each time',
      ),
    payment: id.describe('the payment that several facts may speak of'),
    status: paymentStatus,
    amount: minor.describe(
      'whole minor units (cents): what this fact adds; sums not above zero authorize and capture ' +
        'nothing; what goes back has the status refunded',
    ),
    at: anyTime.optional(),
    expiresAt: anyTime
      .optional()
      .describe(
        'until when the authorization of this payment holds; of several facts the latest counts',
      ),
  })
  .meta({ id: 'PaymentInput' });
export const paymentCorrection = z
  .strictObject({
    corrects: id.describe('the id of a payment fact that was told by mistake'),
    reason: prose,
  })
  .meta({ id: 'PaymentCorrection' });

const returned = {
  id: once,
  lines: lineQuantities,
  disposition: disposition.default('restocked'),
  at: anyTime
    .optional()
    .describe('when they came back: goods that left later are not booked; absent: when it is told'),
  node: node.optional().describe('where they came back; absent: to the node of their line'),
};
/** Units that came back. */
export const returnFact = z.strictObject(returned).meta({ id: 'ReturnFact' });

interface Said {
  readonly lines?: object | undefined;
  readonly corrects?: string | undefined;
  readonly reason?: string | undefined;
}
/** Units that came back, or a return that was told by mistake. */
export const returnInput = constrained(
  z.strictObject({
    ...returned,
    lines: lineQuantities.optional(),
    corrects: id.optional().describe('the id of a return that never was; give a reason'),
    reason: prose.optional(),
  }),
  {
    name: 'returnOrCorrection',
    expected: 'either lines that came back, or the return that this corrects and a reason',
    breach: ({ lines, corrects, reason }: Said): readonly string[] => {
      if ((lines === undefined) === (corrects === undefined)) return ['lines'];
      return corrects !== undefined && reason === undefined ? ['reason'] : [];
    },
  },
).meta({ id: 'ReturnInput' });

/** A reason in known words says it too: out of stock, damaged, no carrier today, …. */
export const goodsSaid = goods
  .optional()
  .describe(
    'what becomes of the units: `not_found` are unavailable until they are counted, `damaged` stay ' +
      'unavailable, `sellable` go back for sale. Absent: as the reason says where it is of known ' +
      'words (not found, out of stock; damaged, broken; closed, no carrier today, no capacity, wrong ' +
      'address); any other reason makes them unavailable until they are counted, and the exception ' +
      '`refusal-unclear` asks for people',
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
    `one of ${scanStatus.options.filter((word) => word !== 'unknown').join(', ')}; any other word ` +
      'is kept as it came, moves nothing and is shown to people',
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

export type PaymentInput = z.output<typeof paymentInput>;
export type ReturnInput = z.output<typeof returnInput>;
export type RefusalInput = z.output<typeof refusalInput>;
export type CancelInput = z.output<typeof cancelInput>;
export type ShipmentFactInput = z.output<typeof shipmentFactInput>;
type Dispatched = Extract<ShipmentFactInput, { kind: 'dispatch' }>;
type Scanned = Extract<ShipmentFactInput, { kind: 'scan' }>;

/** `fallbackId` stands in where the caller gave none, here and below. */
export const toCancelOrder = (
  { id: given, ...rest }: CancelInput,
  fallbackId: string,
): CancelOrder => ({ type: 'order.cancel', data: { id: given ?? fallbackId, ...rest } });

/**
 * The same said of one payment for the same time is the same fact, whoever repeats it. A digest, as
 * the name of a payment may be as long as an id.
 */
const paymentIdOf = (
  { id: given, payment, status, amount, at }: PaymentInput,
  fallbackId: string,
): string => {
  if (given !== undefined) return given;
  if (at === undefined) return fallbackId;
  return `${status}:${sha256Hex(JSON.stringify([payment, status, amount, at])).slice(0, 32)}`;
};

export const toRecordPayment = (input: PaymentInput, fallbackId: string): RecordPayment => ({
  type: 'order.record-payment',
  data: { ...input, id: paymentIdOf(input, fallbackId) },
});

export const toRecordReturn = (
  { id: given, at, node: place, ...rest }: z.output<typeof returnFact>,
  fallbackId: string,
): RecordReturn => ({
  type: 'order.record-return',
  data: {
    id: given ?? fallbackId,
    ...rest,
    ...(at !== undefined && { at }),
    ...(place !== undefined && { node: place }),
  },
});

export const toReturn = (
  { corrects, reason, lines, ...rest }: ReturnInput,
  fallbackId: string,
): RecordReturn | CorrectReturn =>
  corrects === undefined
    ? toRecordReturn({ ...rest, lines: lines ?? [] }, fallbackId)
    : { type: 'order.correct-return', data: { corrects, reason: reason ?? '' } };

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
