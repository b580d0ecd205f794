import { decimal, millionths, never } from '#kernel';
import type { Quantity } from '#kernel';
import { left, returned, sumOf } from '../../units/buckets.js';
import { isBeyondCounting } from '../../units/counting.js';
import type { RecordShipment } from '../../commands.js';
import type { LeftAgain, OrderEvent } from '../../events.js';
import { exceptionKey, isSeen } from '../../facts/facts.js';
import type { ShipmentNews } from '../../message/parcels.js';
import type { Bucket, LineQuantity, Move } from '../../message/quantities.js';
import { shipmentOf, openException } from '../../state.js';
import type { Line, Placed, Shipment } from '../../state.js';
import {
  askForStrays,
  issueRequests,
  nothing,
  quantitiesOf,
  raise,
  recallRequests,
  releaseRequests,
} from '../answer.js';
import { cancelRefused } from '../cancel.js';
import { carriedOf, linesOf } from '../edits/carried.js';
import { followingOf } from './follow.js';
import type { Going } from './follow.js';
import { nodeRefused } from './node-refused.js';
import { inTurn } from '../turn.js';
import { settledAs, strayedBack } from './withdraw.js';

const eventTypes = {
  shipped: 'line.shipped',
  delivered: 'line.delivered',
  delivery_failed: 'line.delivery-failed',
  lost: 'line.lost',
  return_to_sender: 'line.returned-to-sender',
} as const;

type Said = Pick<RecordShipment['data'], 'news' | 'correction' | 'fact'>;

const isEqual = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const isNews = (state: Placed, shipment: Shipment, news: ShipmentNews): boolean =>
  shipment.status !== news.status ||
  shipment.carrier !== news.carrier ||
  shipment.tracking !== news.tracking ||
  shipment.dispatchedAt !== news.dispatchedAt ||
  shipment.deliveredAt !== news.deliveredAt ||
  !isEqual(shipment.parcels, news.parcels ?? []) ||
  (state.shipments[0] === shipment && !isEqual(state.concerns, news.concerns ?? []));

const noted = (state: Placed, { news, correction, fact }: Said): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, news.shipment);
  if (shipment === undefined) return nothing;
  // A dispatch that no parcel of its shipment names is on its way no more either.
  const isSent = shipment.sent.some(({ id }) => id === fact);
  return isNews(state, shipment, news) || isSent
    ? [
        {
          type: 'shipment-status.recorded',
          data: {
            news,
            ...(correction !== undefined && { correction }),
            ...(isSent && fact !== undefined && { fact }),
          },
        },
      ]
    : nothing;
};

/** Told as it begins: people who have dealt with it are not told again with all other news. */
const leftTwice = (
  before: Placed,
  state: Placed,
  lines: readonly string[],
): readonly OrderEvent[] =>
  lines
    .filter((line) => !isSeen(state.seen, exceptionKey('left-twice', line)) || !isOut(before, line))
    .flatMap((line) => raise(state, 'left-twice', 'more units left than the order has', line));

/** What went to and fro so often, or was so much, that no ledger can be told of all of it. */
const uncounted = (state: Placed): readonly OrderEvent[] =>
  state.lines
    .filter(
      (line) =>
        isBeyondCounting(line) && !isSeen(state.seen, exceptionKey('stock-uncounted', line.line)),
    )
    .flatMap(({ line, sku, node }) =>
      raise(
        state,
        'stock-uncounted',
        `more units went to and fro than the ledgers count: count ${sku} at ${node}`,
        line,
      ),
    );

/** Units that left again from stocks other than that of their line. */
const leftAgain = (
  lines: readonly Line[],
  moves: readonly Going[],
): { readonly again?: readonly LeftAgain[] } => {
  const backs = new Map<string, Quantity>();
  const again = moves.flatMap(({ at, from, ...move }): readonly LeftAgain[] => {
    const disposition = returned.find((one) => one === from);
    if (at === undefined || disposition === undefined) return [];
    const known =
      backs.get(move.line) ??
      sumOf(lines.find(({ line }) => line === move.line)?.buckets ?? {}, returned);
    const before = known - millionths(move.quantity);
    backs.set(move.line, before);
    return [{ ...move, ...at, from: disposition, ...(before > 0 && { before: decimal(before) }) }];
  });
  return again.length === 0 ? {} : { again };
};

/** The order follows its parcels, quantity for quantity. */
const follow = (state: Placed, shipment: Shipment, said: Said): readonly OrderEvent[] => {
  const { news, correction } = said;
  const { moves, recalled, strays, short } = followingOf(state, shipment, news);
  const more = correction === undefined ? {} : { correction };
  return inTurn(
    state,
    (now) => recall(now, said, recalled),
    ({ lines }) =>
      askForStrays(
        lines,
        strays.filter(({ at }) => at === undefined),
      ),
    ...[...moves].map(([to, own]) => ({ lines }: Placed): readonly OrderEvent[] => [
      {
        type: eventTypes[to],
        data: {
          news,
          moves: own.map(({ at: _at, ...move }) => move),
          requests: issueRequests(
            lines,
            own.filter(({ at }) => at === undefined),
            to,
          ),
          ...more,
          ...leftAgain(lines, own),
        },
      },
    ]),
    (now) => (strays.some(({ from }) => from === 'cancelled') ? shippedAfterCancel(now) : nothing),
    (now) => leftTwice(state, now, short),
    uncounted,
    (now) => noted(now, said),
  );
};

/** A shipment as shipping told it last. */
const newsOf = (state: Placed, shipment: Shipment): ShipmentNews => {
  const { shipment: id, node, status, carrier, tracking, dispatchedAt, deliveredAt } = shipment;
  const isStopped = status === 'refused' || status === 'cancelled';
  return {
    shipment: id,
    node,
    status,
    lines: isStopped ? [] : linesOf(shipment),
    ...(carrier !== undefined && { carrier }),
    ...(tracking !== undefined && { tracking }),
    ...(dispatchedAt !== undefined && { dispatchedAt }),
    ...(deliveredAt !== undefined && { deliveredAt }),
    ...(shipment.parcels.length > 0 && { parcels: shipment.parcels }),
    ...(state.shipments[0] === shipment &&
      state.concerns.length > 0 && { concerns: state.concerns }),
  };
};

/** Its units have moved without shipping: they go where their parcels are. */
export const followedAgain = (state: Placed): readonly OrderEvent[] =>
  inTurn(
    state,
    ...state.shipments.map(({ shipment: id }) => (now: Placed) => {
      const shipment = shipmentOf(now, id);
      return shipment === undefined
        ? nothing
        : follow(now, shipment, { news: newsOf(now, shipment) });
    }),
  );

/** Whether more of a line is told to have left than the order has. */
export const isOut = (state: Placed, line: string): boolean =>
  state.shipments.some((one) => followingOf(state, one, newsOf(state, one)).short.includes(line));

export const shippedAfterCancel = (state: Placed): readonly OrderEvent[] =>
  raise(state, 'shipped-after-cancel', 'units left after they were cancelled');

/** As many of the named units as the shipment has lost by this, so that a repeat takes none. */
const takenOut = (
  { news, lines }: RecordShipment['data'],
  shipment: Shipment,
  from: Bucket,
): readonly Move[] =>
  lines.flatMap(({ line, quantity }): Move[] => {
    const kept = news.lines.find((one) => one.line === line)?.quantity ?? '0';
    const gone = carriedOf(shipment, line) - millionths(kept);
    const some = Math.min(millionths(quantity), gone, shipment.units[line]?.[from] ?? 0);
    return some > 0 ? [{ line, from, quantity: decimal(some) }] : [];
  });

/** `from`: mostly those asked for; a departure taken back meanwhile has put them with the node. */
const cancelledOut = (
  state: Placed,
  data: RecordShipment['data'],
  from: 'cancel_pending' | 'released',
  fallback: string,
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, data.news.shipment);
  if (shipment === undefined) return nothing;
  const moves = takenOut(data, shipment, from);
  if (moves.length === 0) return nothing;
  return [
    {
      type: 'line.cancelled',
      data: {
        reason: state.cancelReason ?? fallback,
        shipment: shipment.shipment,
        moves,
        requests: releaseRequests(state.lines, moves, 'cancelled'),
      },
    },
  ];
};

const refusedOut = (
  state: Placed,
  { reason = 'refused', ...data }: RecordShipment['data'],
  shipment: Shipment,
): readonly OrderEvent[] =>
  nodeRefused(
    state,
    { shipment: shipment.shipment, reason, goods: data.goods },
    takenOut(data, shipment, 'released'),
  );

/**
 * It never left: its units are with the node again, the stock holds them for the order again, and
 * what of them had been stopped before is stopped again.
 */
const recall = (
  state: Placed,
  { news, correction }: Said,
  moves: readonly Move[],
): readonly OrderEvent[] =>
  moves.length === 0
    ? nothing
    : inTurn(
        state,
        ({ lines }) => [
          {
            type: 'line.recalled',
            data: {
              news,
              moves,
              requests: recallRequests(lines, moves),
              ...(correction !== undefined && { correction }),
            },
          },
        ],
        (now) => strayedBack(now, news),
        (now) => stoppedAgain(now, news, quantitiesOf(moves)),
      );

const stoppedAgain = (
  state: Placed,
  news: ShipmentNews,
  lines: readonly LineQuantity[],
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, news.shipment);
  if (shipment === undefined) return nothing;
  return news.status === 'refused'
    ? refusedOut(state, { what: 'refused', news, lines }, shipment)
    : cancelledOut(state, { what: 'cancelled', news, lines }, 'released', 'cancelled');
};

const couldNotCancel = (
  state: Placed,
  shipment: Shipment,
  data: RecordShipment['data'],
): readonly OrderEvent[] => {
  const stuck = data.lines.flatMap(({ line, quantity }): LineQuantity[] => {
    const units = shipment.units[line] ?? {};
    let most = units.cancel_pending ?? 0;
    for (const bucket of left) most += units[bucket] ?? 0;
    const some = Math.min(most, millionths(quantity));
    return some > 0 ? [{ line, quantity: decimal(some) }] : [];
  });
  if (stuck.length === 0) return nothing;
  const reason = state.cancelReason ?? data.reason ?? 'cancel';
  const events = cancelRefused(state, reason, stuck, shipment.shipment);
  const pending = stuck.some(({ line }) => (shipment.units[line]?.cancel_pending ?? 0) > 0);
  return pending || openException(state, 'cancel-refused') === undefined ? events : nothing;
};

/** What shipping tells of a shipment, and of what is wrong in the facts of the order. */
export const recordShipment = (state: Placed, { data }: RecordShipment): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, data.news.shipment);
  return shipment === undefined ? nothing : toldOf(state, shipment, data);
};

const toldOf = (
  state: Placed,
  shipment: Shipment,
  data: RecordShipment['data'],
): readonly OrderEvent[] => {
  switch (data.what) {
    case 'status':
      return follow(state, shipment, data);
    case 'refused':
      return inTurn(
        state,
        (now) => refusedOut(now, data, shipment),
        (now) => cancelledOut(now, data, 'cancel_pending', 'refused'),
        (now) => noted(now, data),
      );
    case 'cancelled':
      return inTurn(
        state,
        (now) => cancelledOut(now, data, 'cancel_pending', 'cancelled'),
        (now) => cancelledOut(now, data, 'released', 'cancelled'),
        (now) => noted(now, data),
      );
    case 'withdrawn':
      return inTurn(
        state,
        (now) => settledAs(now, shipment.shipment, data.settled),
        (now) => noted(now, data),
      );
    case 'cancel-refused':
      return inTurn(
        state,
        (now) => couldNotCancel(now, shipment, data),
        (now) => noted(now, data),
      );
    default:
      return never(data.what);
  }
};
