import { addMinor, lineTotal, millionths } from '#kernel';
import type { OrderBody, OrderLine, TermsSaid } from '../message/body.js';
import type { OrderPlaced } from '../events/order.js';
import { metadataText } from '../message/metadata.js';
import type { Awaited, Placed, Terms } from '../state.js';
import type { Line } from '../state/line.js';
import { owned } from './early.js';

/**
 * Every field by name: copying with a rest pattern costs ten times as much, and all later copies
 * too.
 */
const lineOrdered = ({
  line,
  sku,
  node,
  name,
  quantity,
  unit,
  unitPrice,
  onShortage,
  trackStock = true,
  notBefore,
  metadata,
}: OrderLine): Line => {
  const ordered = millionths(quantity);
  return {
    line,
    sku,
    node,
    name,
    unit,
    unitPrice,
    onShortage,
    trackStock,
    notBefore,
    metadata: metadataText(metadata),
    ordered,
    dropped: 0,
    revived: 0,
    elsewhere: nowhere,
    buckets: { open: ordered },
    resting: 0,
    awaiting: true,
    request: 1,
    asked: ordered,
    released: 0,
    issued: 0,
    refused: 0,
  };
};

/** Nearly every line has stood at one node only. */
const nowhere: Line['elsewhere'] = [];

/** Also what a body that comes again is compared by. */
export const termsOf = ({
  placedAt,
  currency,
  policy,
  customer,
  shipTo,
  billTo,
  notes,
  metadata,
  promise,
  charges,
}: TermsSaid): Terms => ({
  placedAt,
  currency,
  policy,
  customer,
  shipTo,
  billTo,
  notes,
  metadata: metadataText(metadata),
  promise,
  charges,
});

type Named = Pick<OrderLine, 'line'>;

/**
 * The order in which lines are told: `2` before `10`, and what is no number behind, by its text.
 */
export const byLineId = ({ line: one }: Named, { line: other }: Named): number => {
  const [first, second] = [Number(one), Number(other)];
  if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1;
  if (first < second || first > second) return first - second;
  return one < other ? -1 : Number(one > other);
};

export const totalOf = ({
  lines,
  charges,
  currency,
}: Pick<OrderBody, 'lines' | 'charges' | 'currency'>): number => {
  let minor = 0;
  for (const { amount } of charges) minor = addMinor(minor, amount);
  for (const { unitPrice, quantity } of lines) {
    minor = addMinor(minor, lineTotal(unitPrice, millionths(quantity), currency));
  }
  return minor;
};

export const placed = (
  awaited: Awaited,
  { number, claim, placedAt, body }: OrderPlaced['data'],
): Placed => {
  const { tenant, channel, channelRef } = claim;
  const state = owned(awaited, tenant);
  return {
    stage: 'received',
    number,
    claim: { tenant, channel, channelRef },
    placedAt,
    terms: termsOf(body),
    total: totalOf(body),
    lines: body.lines.map(lineOrdered).toSorted(byLineId),
    shipments: [],
    payments: state.payments,
    paid: state.paid,
    kept: state.kept,
    seen: state.seen,
    toldAt: state.toldAt,
    returns: [],
    holds: {},
    underHold: undefined,
    exceptions: [],
    concerns: [],
    told: [],
    conflicts: [],
    completed: false,
    overdue: undefined,
    version: 1,
    changes: [],
    editedByHand: false,
    pending: undefined,
    releasedTo: {},
    releasedAnyway: undefined,
    waits: {},
    asking: [],
    cancelReason: undefined,
    promise: undefined,
  };
};
