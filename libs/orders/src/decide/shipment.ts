import { decimal, millionths, never } from '#kernel';
import type { Quantity } from '#kernel';
import { carried, left, placeOf } from '../buckets.js';
import type { RecordShipment } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { ShipmentNews } from '../parcels.js';
import type { Bucket, LineQuantity, Move } from '../quantities.js';
import { lineOf, shipmentOf } from '../state.js';
import type { Placed, Shipment } from '../state.js';
import {
  askForStrays, issueRequests, nothing, quantitiesOf, raise, recallRequests, releaseRequests,
} from './answer.js';
import { cancelRefused, carriedOf } from './cancel.js';
import { inTurn } from './turn.js';

const eventTypes = {
  shipped: 'line.shipped', delivered: 'line.delivered', delivery_failed: 'line.delivery-failed',
  lost: 'line.lost', return_to_sender: 'line.returned-to-sender',
} as const;

const isNews = (shipment: Shipment, news: ShipmentNews): boolean =>
  shipment.status !== news.status || shipment.carrier !== news.carrier
  || shipment.tracking !== news.tracking || shipment.dispatchedAt !== news.dispatchedAt
  || shipment.deliveredAt !== news.deliveredAt
  || shipment.gone !== (placeOf[news.status] !== undefined);

const noted = (state: Placed, news: ShipmentNews): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, news.shipment);
  return shipment !== undefined && isNews(shipment, news)
    ? [{ type: 'shipment-status.recorded', data: { news } }] : nothing;
};

const ownMoves = (
  { units }: Shipment, sources: readonly Bucket[], to: Bucket,
): readonly Move[] =>
  Object.entries(units).flatMap(([line, buckets]) => sources.flatMap((from): Move[] => {
    const some = buckets[from] ?? 0;
    return some > 0 && from !== to ? [{ line, from, quantity: decimal(some) }] : [];
  }));

/** Units that have left with it though the books had taken them out: the physical truth wins. */
const strayMoves = (
  state: Placed, shipment: Shipment, news: ShipmentNews,
): readonly Move[] => news.lines.flatMap(({ line: id, quantity }): readonly Move[] => {
  const line = lineOf(state, id);
  if (line === undefined) return [];
  let rest = millionths(quantity) - carriedOf(shipment, id);
  const { cancelled = 0, reserved = 0, backordered = 0 } = line.buckets;
  const own = Math.min(cancelled, shipment.units[id]?.cancelled ?? 0);
  const sources: readonly (readonly [Bucket, Quantity])[] = [
    ['cancelled', own], ['open', line.resting],
    ['reserved', reserved], ['backordered', backordered],
  ];
  return sources.flatMap(([from, most]): Move[] => {
    const some = Math.min(most, Math.max(rest, 0));
    rest -= some;
    return some > 0 ? [{ line: id, from, quantity: decimal(some) }] : [];
  });
});

const follow = (state: Placed, shipment: Shipment, news: ShipmentNews): readonly OrderEvent[] => {
  const to = placeOf[news.status];
  if (to === undefined) return recalled(state, shipment, news);
  const stray = strayMoves(state, shipment, news);
  const moves = [...ownMoves(shipment, carried, to), ...stray];
  if (moves.length === 0) return noted(state, news);
  return inTurn(state,
    ({ lines }) => askForStrays(lines, stray),
    ({ lines }) => [{ type: eventTypes[to], data: {
      news, moves, requests: issueRequests(lines, moves, to) } }],
    (now) => (stray.some(({ from }) => from === 'cancelled') ? shippedAfterCancel(now) : nothing));
};

export const shippedAfterCancel = (state: Placed): readonly OrderEvent[] =>
  raise(state, 'shipped-after-cancel', 'units left after they were cancelled');

/** As many of the named units as the shipment has lost by this, so that a repeat takes none. */
const takenOut = (
  { news, lines }: RecordShipment['data'], shipment: Shipment, from: Bucket,
): readonly Move[] => lines.flatMap(({ line, quantity }): Move[] => {
  const kept = news.lines.find((one) => one.line === line)?.quantity ?? '0';
  const gone = carriedOf(shipment, line) - millionths(kept);
  const some = Math.min(millionths(quantity), gone, shipment.units[line]?.[from] ?? 0);
  return some > 0 ? [{ line, from, quantity: decimal(some) }] : [];
});

/** `from`: mostly those asked for; a departure taken back meanwhile has put them with the node. */
const cancelledOut = (
  state: Placed, data: RecordShipment['data'], from: 'cancel_pending' | 'released',
  fallback: string,
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, data.news.shipment);
  if (shipment === undefined) return nothing;
  const moves = takenOut(data, shipment, from);
  if (moves.length === 0) return nothing;
  return [{ type: 'line.cancelled', data: {
    reason: state.cancelReason ?? fallback, shipment: shipment.shipment, moves,
    requests: releaseRequests(state.lines, moves, 'cancelled'),
  } }];
};

/** Each line whose units the node refused is listed until they are reserved again or cancelled. */
export const raiseNodeRefused = (
  state: Placed, moves: readonly Move[], reason: string,
): readonly OrderEvent[] =>
  [...new Set(moves.map(({ line }) => line))]
    .flatMap((line) => raise(state, 'node-refused', reason, line));

const nodeRefused = (
  state: Placed, shipment: Shipment, data: RecordShipment['data'],
): readonly OrderEvent[] => {
  const moves = takenOut(data, shipment, 'released');
  if (moves.length === 0) return nothing;
  const reason = data.reason ?? 'refused';
  const requests = releaseRequests(state.lines, moves, 'open');
  return [
    { type: 'line.node-refused', data: {
      shipment: shipment.shipment, reason, moves, requests } },
    ...raiseNodeRefused(state, moves, reason),
  ];
};

/**
 * A correction says that it never left: its units are with the node again, the stock holds them for
 * the order again, and where all of it had been stopped before, that counts again.
 */
const recalled = (
  state: Placed, shipment: Shipment, news: ShipmentNews,
): readonly OrderEvent[] => {
  const moves = ownMoves(shipment, left, 'released');
  if (moves.length === 0) return noted(state, news);
  return inTurn(state,
    ({ lines }) => [{ type: 'line.recalled', data: {
      news, moves, requests: recallRequests(lines, moves) } }],
    (now) => stoppedAgain(now, news, quantitiesOf(moves)));
};

const stoppedAgain = (
  state: Placed, news: ShipmentNews, lines: readonly LineQuantity[],
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, news.shipment);
  if (shipment === undefined) return nothing;
  if (news.status === 'cancelled') {
    return cancelledOut(state, { what: 'cancelled', news, lines }, 'released', 'cancelled');
  }
  return news.status === 'refused'
    ? nodeRefused(state, shipment, { what: 'refused', news, lines }) : nothing;
};

const couldNotCancel = (
  state: Placed, shipment: Shipment, data: RecordShipment['data'],
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
  return pending || events.length > 1 ? events : nothing;
};

/** What shipping tells of a shipment. */
export const recordShipment = (
  state: Placed, { data }: RecordShipment,
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, data.news.shipment);
  if (shipment === undefined) return nothing;
  switch (data.what) {
    case 'status': return follow(state, shipment, data.news);
    case 'refused':
      return inTurn(state,
        (now) => nodeRefused(now, shipment, data),
        (now) => cancelledOut(now, data, 'cancel_pending', 'refused'),
        (now) => noted(now, data.news));
    case 'cancelled':
      return inTurn(state,
        (now) => cancelledOut(now, data, 'cancel_pending', 'cancelled'),
        (now) => cancelledOut(now, data, 'released', 'cancelled'),
        (now) => noted(now, data.news));
    case 'cancel-refused':
      return inTurn(state,
        (now) => couldNotCancel(now, shipment, data),
        (now) => noted(now, data.news));
    default: return never(data.what);
  }
};
