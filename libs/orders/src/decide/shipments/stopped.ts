import { millionths, decimal } from '#kernel';
import type { RecordShipment } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { Bucket, Move, LineQuantity } from '../../message/quantities.js';
import { shipmentOf, openException } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';
import { left } from '../../state/buckets.js';
import { nothing } from '../outcome.js';
import { releaseRequests } from '../stock-requests.js';
import { cancelRefused } from '../cancel.js';
import { carriedOf } from './carried.js';
import { nodeRefused } from './node-refused.js';

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
export const cancelledOut = (
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

export const refusedOut = (
  state: Placed,
  { reason = 'refused', ...data }: RecordShipment['data'],
  shipment: Shipment,
): readonly OrderEvent[] =>
  nodeRefused(
    state,
    { shipment: shipment.shipment, reason, goods: data.goods },
    takenOut(data, shipment, 'released'),
  );

export const couldNotCancel = (
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
