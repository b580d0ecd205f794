import { decimal, listed, millionths, refuse } from '#kernel';
import type { Quantity } from '#kernel';
import { left, loose, sumOf } from '../state/buckets.js';
import type { CancelOrder } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { LineQuantity, Move } from '../message/quantities.js';
import { lineOf } from '../state.js';
import type { Placed } from '../state.js';
import type { Line } from '../state/line.js';
import { isClosed } from '../status/status.js';
import { nothing } from './outcome.js';
import type { Outcome } from './outcome.js';
import { movesOf, quantitiesOf } from './moves.js';
import { tellMore } from './exceptions.js';
import { releaseRequests } from './stock-requests.js';
import { withNode } from './shipments/carried.js';
import { inTurn } from './in-turn.js';

export interface Asked {
  readonly shipment: string;
  readonly lines: readonly LineQuantity[];
}

/** Up to `quantity` units of a line that are with a node and not known to have left. */
export const askable = (
  state: Placed,
  line: string,
  quantity: Quantity,
): readonly (LineQuantity & { readonly shipment: string })[] => {
  let rest = quantity;
  return state.shipments.flatMap((one) => {
    const { shipment, units } = one;
    const some = Math.min(units[line]?.released ?? 0, withNode(one, line), rest);
    rest -= some;
    return some > 0 ? [{ shipment, line, quantity: decimal(some) }] : [];
  });
};

export const byShipment = (
  asks: readonly (LineQuantity & { readonly shipment: string })[],
): readonly Asked[] => {
  const groups = new Map<string, LineQuantity[]>();
  for (const { shipment, line, quantity } of asks) {
    const lines = groups.get(shipment) ?? [];
    lines.push({ line, quantity });
    groups.set(shipment, lines);
  }
  return [...groups].map(([shipment, lines]) => ({ shipment, lines }));
};

interface LineCancel {
  readonly moves: readonly Move[];
  readonly asks: readonly (LineQuantity & { readonly shipment: string })[];
  readonly refused: readonly LineQuantity[];
}

/**
 * All units that are neither cancelled, nor being cancelled, nor back: what a cancel may speak of.
 */
const cancellable = ({ buckets }: Line): Quantity =>
  sumOf(buckets, [...loose, 'released', ...left]);

const lineCancelOf = (state: Placed, line: Line, quantity: Quantity): LineCancel => {
  const moves = movesOf(line, loose, quantity);
  const had = Math.min(sumOf(line.buckets, loose), quantity);
  const asks = askable(state, line.line, quantity - had);
  const asked = asks.reduce((sum, ask) => sum + millionths(ask.quantity), 0);
  const rest = quantity - had - asked;
  return { moves, asks, refused: rest > 0 ? [{ line: line.line, quantity: decimal(rest) }] : [] };
};

const lineCancels = (state: Placed, { lines }: CancelOrder['data']): readonly LineCancel[] => {
  if (lines === undefined) {
    return state.lines.map((line) => lineCancelOf(state, line, cancellable(line)));
  }
  const whole = new Set(
    lines.filter(({ quantity }) => quantity === undefined).map(({ line }) => line),
  );
  const parts = quantitiesOf(
    lines.flatMap(({ line, quantity }): readonly LineQuantity[] =>
      quantity === undefined || whole.has(line) ? [] : [{ line, quantity }],
    ),
  );
  return [
    ...state.lines
      .filter(({ line }) => whole.has(line))
      .map((line) => lineCancelOf(state, line, cancellable(line))),
    ...parts.map(({ line: id, quantity }): LineCancel => {
      const line = lineOf(state, id);
      return line === undefined
        ? { moves: [], asks: [], refused: [{ line: id, quantity }] }
        : lineCancelOf(state, line, millionths(quantity));
    }),
  ];
};

const linesReportedMax = 5;

/** Why units are not cancelled, in our words: the reason of the cancel is its sender's. */
const whyNot = (lines: readonly LineQuantity[]): string => {
  const reported = listed(
    lines.map(({ line, quantity }) => `${quantity} of line ${line}`),
    linesReportedMax,
  );
  return `not cancelled: ${reported}; no such units of the order are still here`;
};

/** A cancel that came too late is recorded and listed for people; what has left has left. */
export const cancelRefused = (
  state: Placed,
  reason: string,
  lines: readonly LineQuantity[],
  shipment?: string,
): readonly OrderEvent[] => {
  const where = shipment === undefined ? {} : { shipment };
  return [
    { type: 'cancel.refused', data: { reason, ...where, lines } },
    ...tellMore(state, 'cancel-refused', whyNot(lines)),
  ];
};

const cancelEmpty = (
  state: Placed,
  { reason }: CancelOrder['data'],
  mayRefuse: boolean,
): Outcome => {
  if (state.stage !== 'cancelled') return [{ type: 'order.cancelled', data: { reason } }];
  return mayRefuse ? refuse('order_closed', 'the order is cancelled') : nothing;
};

/** Why a client's cancel changes nothing; undefined: it does. */
const refusalOf = (state: Placed, data: CancelOrder['data'], found: readonly LineCancel[]) => {
  for (const [at, { line: id, quantity = '0' }] of (data.lines ?? []).entries()) {
    const line = lineOf(state, id);
    if (line === undefined) {
      return refuse('line_not_found', `the order has no line ${id}`, `lines[${at}].line`);
    }
    if (millionths(quantity) > line.ordered) {
      const detail = `line ${id} has ${decimal(line.ordered)}`;
      return refuse('quantity_exceeded', detail, `lines[${at}].quantity`);
    }
  }
  if (found.some(({ moves, asks }) => moves.length + asks.length > 0)) return undefined;
  if (isClosed(state)) return refuse('order_closed', 'the order is closed');
  const pending = state.lines.some(({ buckets }) => (buckets.cancel_pending ?? 0) > 0);
  return pending
    ? refuse('cancel_pending', 'the node has been asked to stop the units that it holds')
    : refuse('nothing_to_cancel', 'every unit has left or is cancelled');
};

/**
 * Cancels what no node has, asks shipping for what a node has, and lists what cannot be stopped.
 * `mayRefuse`: a client hears a refusal where nothing can be cancelled; a channel's cancel is
 * recorded.
 */
export const cancelOrder = (state: Placed, { data }: CancelOrder, mayRefuse: boolean): Outcome => {
  if (state.lines.length === 0) return cancelEmpty(state, data, mayRefuse);
  const found = lineCancels(state, data);
  const refusal = mayRefuse ? refusalOf(state, data, found) : undefined;
  if (refusal !== undefined) return refusal;
  const { reason } = data;
  const moves = found.flatMap((one) => one.moves);
  const shipments = byShipment(found.flatMap(({ asks }) => asks));
  const refused = found.flatMap((one) => one.refused);
  return inTurn(
    state,
    ({ lines }) =>
      moves.length === 0
        ? nothing
        : [
            {
              type: 'line.cancelled',
              data: { reason, moves, requests: releaseRequests(lines, moves, 'cancelled') },
            },
          ],
    () =>
      shipments.length === 0
        ? nothing
        : [{ type: 'cancel.requested', data: { reason, shipments } }],
    (now) => (refused.length === 0 ? nothing : cancelRefused(now, reason, refused)),
  );
};
