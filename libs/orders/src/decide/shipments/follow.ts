import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { returned, sumOf } from '../../state/buckets.js';
import { isBeyondCounting } from '../../units/counting.js';
import type { RecordShipment } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { LeftAgain } from '../../events/returns.js';
import { exceptionKey, isSeen } from '../../state/facts.js';
import type { ShipmentNews } from '../../message/parcels.js';
import type { LineQuantity, Move } from '../../message/quantities.js';
import { shipmentOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { nothing } from '../outcome.js';
import { quantitiesOf } from '../moves.js';
import { raise } from '../exceptions.js';
import { askForStrays, issueRequests, recallRequests } from '../stock-requests.js';
import { linesOf } from './carried.js';
import { followingOf } from './parcel-moves.js';
import type { Going } from './parcel-moves.js';
import { inTurn } from '../in-turn.js';
import { strayedBack } from './withdraw.js';
import { refusedOut, cancelledOut } from './stopped.js';

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

export const noted = (state: Placed, { news, correction, fact }: Said): readonly OrderEvent[] => {
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
export const follow = (state: Placed, shipment: Shipment, said: Said): readonly OrderEvent[] => {
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
