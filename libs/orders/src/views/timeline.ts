import { placeText } from '#kernel';
import type { Projection } from '#kernel';
import type { Claim } from '../message/body.js';
import type { OrderFact } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { LineQuantity } from '../message/quantities.js';

/** One thing that happened, in short; never personal data. */
export interface TimelineEntry {
  /** Epoch milliseconds of the decision. */
  readonly at: number;
  readonly type: string;
  readonly id: string;
  /** Among all events of its partition: grows with each. */
  readonly place: string;
  readonly data: object;
  /** Who told it, where that is another one than the document's tenant. */
  readonly tenant: string | undefined;
}
export interface TimelineDocument {
  readonly number: string;
  /** Whose order it is; before it comes, whoever spoke of the number first. */
  readonly tenant: string;
  readonly entries: readonly TimelineEntry[];
  /** Older entries that the view has let go; the log has them for ever. */
  readonly dropped: number;
}

const entriesMax = 500;
/** An entry is a line for people: a large order's hundreds of lines are counted, not listed. */
const linesMax = 20;

const lines = (moves: readonly LineQuantity[]): object =>
  moves.length > linesMax
    ? { lineCount: moves.length }
    : { lines: moves.map(({ line, quantity }) => ({ line, quantity })) };

/** The first of a list, and how many there are where that is not all. */
const some = <T>(all: readonly T[], short: (one: T) => object): readonly object[] => [
  ...all.slice(0, linesMax).map(short),
  ...(all.length > linesMax ? [{ more: all.length - linesMax }] : []),
];

const ofShipments = (
  shipments: readonly { readonly shipment: string; readonly lines: readonly LineQuantity[] }[],
): object => ({
  shipments: some(shipments, (one) => ({ shipment: one.shipment, ...lines(one.lines) })),
});

const source = ({ channel, channelRef }: Claim): object => ({ channel, channelRef });

/** What a kept message is about; its words stay in the log. */
const factShort = (fact: OrderFact): object => {
  switch (fact.type) {
    case 'order.record-dispatch':
      return { id: fact.data.fact.id, at: fact.data.fact.at };
    case 'order.record-scan': {
      const { id, at, status, raw } = fact.data.fact;
      return { id, at, status, ...(raw !== undefined && { raw }) };
    }
    case 'order.raise-exception':
      return { exception: fact.data.exception };
    case 'order.correct-payment':
      return { corrects: fact.data.corrects, reason: fact.data.reason };
    default:
      return fact.data.id === undefined ? {} : { id: fact.data.id };
  }
};

type DataOf = { readonly [T in OrderEvent['type']]: Extract<OrderEvent, { type: T }>['data'] };
type Short = { readonly [T in keyof DataOf]?: (data: DataOf[T]) => object };

const followed: NonNullable<Short['line.shipped']> = ({ news, moves, correction }) => ({
  shipment: news.shipment,
  status: news.status,
  ...lines(moves),
  ...(correction !== undefined && { correction }),
  ...(news.dispatchedAt !== undefined && { dispatchedAt: news.dispatchedAt }),
  ...(news.deliveredAt !== undefined && { deliveredAt: news.deliveredAt }),
});

/** Events that are missing here tell all by their type. */
const shorts: Short = {
  'order.placed': ({ claim, placedAt, body }) => ({
    ...source(claim),
    placedAt,
    lineCount: body.lines.length,
  }),
  'order.place-conflicted': ({ fields }) => ({ fields: fields.map(({ field }) => field) }),
  'order.edited': ({ by, version, reason, fields, total }) => ({
    by,
    version,
    ...(reason !== undefined && { reason }),
    changed: fields.slice(0, linesMax).map(({ field }) => field),
    total,
  }),
  'change.dismissed': (data) => data,
  'cancel.undone': ({ reason, moves }) => ({ reason, ...lines(moves) }),
  'order.released-anyway': (data) => data,
  'release.scheduled': (data) => data,
  'release.due': (data) => data,
  'order.rejected': (data) => data,
  'order.cancelled': (data) => data,
  'order.held': (data) => data,
  'hold.released': (data) => data,
  'fact.kept': ({ fact }) => ({ fact: fact.type, ...factShort(fact) }),
  'fact.applied': (data) => data,
  'line.reserved': ({ moves }) => lines(moves),
  'line.backordered': ({ moves }) => lines(moves),
  'line.refused': ({ moves }) => lines(moves),
  'line.reserve-requested': ({ requests }) => ({
    lines: requests.slice(0, linesMax).map(({ line }) => line),
  }),
  'line.released': ({ shipments }) => ({
    shipments: some(
      shipments.filter(({ moves }) => moves.length > 0),
      ({ shipment, node, moves, opened }) => ({
        shipment,
        node,
        ...(opened !== undefined && { opened }),
        ...lines(moves),
      }),
    ),
  }),
  'line.withdrawn': ({ shipment, moves, waiting = [], resting = [] }) => ({
    shipment,
    ...lines([...moves, ...waiting, ...resting]),
  }),
  'line.node-refused': ({ reason, moves }) => ({ reason, ...lines(moves) }),
  'line.shipped': followed,
  'line.delivered': followed,
  'line.delivery-failed': followed,
  'line.lost': followed,
  'line.returned-to-sender': followed,
  'line.recalled': followed,
  'shipment-status.recorded': ({ news, correction }) => ({
    shipment: news.shipment,
    status: news.status,
    ...(correction !== undefined && { correction }),
  }),
  'line.return-corrected': ({ id, reason, toldAs: reportedAs, disposition, moves }) => ({
    id,
    ...(reportedAs !== undefined && { toldAs: reportedAs }),
    reason,
    disposition,
    ...lines(moves),
  }),
  'return.withdrawn': ({ content: _content, ...said }) => said,
  'line.returned': ({ id, disposition, at, moves }) => ({
    id,
    disposition,
    ...(at !== undefined && { at }),
    ...lines(moves),
  }),
  'line.cancelled': ({ reason, moves }) => ({ reason, ...lines(moves) }),
  'cancel.requested': ({ reason, shipments }) => ({ reason, ...ofShipments(shipments) }),
  'cancel.refused': ({ reason, lines: stuck, shipment }) => ({
    reason,
    ...(shipment !== undefined && { shipment }),
    ...lines(stuck),
  }),
  'refusal.requested': ({ shipments, ...said }) => ({ ...said, ...ofShipments(shipments) }),
  'payment.recorded': ({ id, payment, status, amount, at, expiresAt }) => ({
    id,
    payment,
    status,
    amount,
    ...(at !== undefined && { at }),
    ...(expiresAt !== undefined && { expiresAt }),
  }),
  'payment.corrected': (data) => data,
  'payment.expired': (data) => data,
  'payment.overdue': (data) => data,
  'promise.made': (data) => data,
  'concerns.recorded': ({ concerns }) => ({
    concerns: some(concerns, ({ exception, reason }) => ({ exception, reason })),
  }),
  'exception.raised': (data) => data,
  'exception.resolved': (data) => data,
  'shipment-fact.accepted': ({ facts }) => ({
    facts: some(facts, ({ shipment, fact }) => ({
      shipment,
      kind: fact.kind,
      id: fact.id,
      at: fact.at,
      ...(fact.kind === 'scan' && { status: fact.status }),
      ...(fact.kind === 'scan' && fact.raw !== undefined && { raw: fact.raw }),
      ...(fact.tracking !== undefined && { tracking: fact.tracking }),
      ...(fact.corrects !== undefined && { corrects: fact.corrects, reason: fact.reason }),
    })),
  }),
};

/** The data that people see of an event. */
const shortOf = <T extends keyof DataOf>(type: T, data: DataOf[T]): object =>
  shorts[type]?.(data) ?? {};

/** What a tenant may see: several may have spoken of a number before its order came. */
export const reportedBy = (
  { tenant: owner, entries }: TimelineDocument,
  tenant: string,
): readonly TimelineEntry[] =>
  entries
    .filter((entry) => (entry.tenant ?? owner) === tenant)
    .map((entry) => ({ ...entry, tenant: undefined }));

export const timeline: Projection<OrderEvent, TimelineDocument> = {
  name: 'timeline',
  version: 9,
  evolve(before, recorded) {
    const { event, key, tenant, id, chain, index, version, at } = recorded;
    if (version === 0) return before;
    const doc =
      event.type === 'order.placed' && before !== undefined
        ? { ...before, tenant, entries: reportedBy(before, tenant) }
        : before;
    const owner = doc?.tenant ?? tenant;
    const entry: TimelineEntry = {
      at,
      type: event.type,
      id,
      place: placeText(chain, index),
      data: shortOf(event.type, event.data),
      tenant: owner === tenant ? undefined : tenant,
    };
    const all = [...(doc?.entries ?? []), entry];
    const over = Math.max(0, all.length - entriesMax);
    return {
      number: key,
      tenant: owner,
      entries: over === 0 ? all : all.slice(over),
      dropped: (doc?.dropped ?? 0) + over,
    };
  },
};
