/** Units that facts took into shipments come out again: none says that they have left. */
import { decimal, millionths } from '#kernel';
import { elsewhere, goingBack } from '../../message/came-from.js';
import type { Origins } from '../../message/came-from.js';
import type { OrderEvent } from '../../events.js';
import type { ShipmentNews } from '../../message/parcels.js';
import type { Move } from '../../message/quantities.js';
import { shipmentOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';
import { nothing } from '../outcome.js';
import { raise } from '../exceptions.js';
import { putBackRequests, releaseRequests } from '../stock-requests.js';
import { carriedOf, withNode } from './carried.js';
import { inTurn } from '../in-turn.js';

/** Shipping has heard all that was told under this id, and has told what followed. */
export const settledAs = (
  { asking }: Placed,
  shipment: string,
  settled: string | undefined,
): readonly OrderEvent[] =>
  settled === undefined || !asking.includes(settled)
    ? nothing
    : [{ type: 'line.withdrawn', data: { shipment, moves: [], settled } }];

/** So many units of a line that are with the node of a shipment, by where they go. */
interface Back {
  readonly line: string;
  readonly to: Required<Origins>;
}

const movesTo = (backs: readonly Back[], ...to: readonly (keyof Origins)[]): readonly Move[] =>
  backs.flatMap((back): Move[] => {
    const some = to.reduce((sum, origin) => sum + back.to[origin], 0);
    return some > 0 ? [{ line: back.line, quantity: decimal(some), from: 'released' }] : [];
  });

const cancelledBefore = (state: Placed, backs: readonly Back[]): readonly OrderEvent[] => {
  const moves = movesTo(backs, 'cancelled').map((move): Move => ({ ...move, from: 'reserved' }));
  return moves.length === 0
    ? nothing
    : [
        {
          type: 'line.cancelled',
          data: {
            reason: state.cancelReason ?? 'cancelled',
            moves,
            requests: releaseRequests(state.lines, moves, 'cancelled'),
          },
        },
      ];
};

/** People are asked again what they were asked of units that rest again. */
const refusedBefore = (
  state: Placed,
  { refusals }: Shipment,
  resting: readonly Move[],
): readonly OrderEvent[] =>
  inTurn(
    state,
    ...refusals
      .filter((one) => resting.some(({ line }) => line === one.line))
      .map(
        ({ exception, reason, line }) =>
          (now: Placed) =>
            raise(now, exception, reason, line),
      ),
  );

const goneBack = (
  state: Placed,
  shipment: Shipment,
  backs: readonly Back[],
): readonly OrderEvent[] => {
  const moves = movesTo(backs, 'cancelled', 'reserved');
  const [waiting, resting] = [movesTo(backs, 'backordered'), movesTo(backs, 'open')];
  if (moves.length + waiting.length + resting.length === 0) return nothing;
  const requests = putBackRequests(state.lines, waiting, resting);
  return inTurn(
    state,
    () => [
      {
        type: 'line.withdrawn',
        data: {
          shipment: shipment.shipment,
          moves,
          ...(waiting.length > 0 && { waiting }),
          ...(resting.length > 0 && { resting }),
          ...(requests.length > 0 && { requests }),
        },
      },
    ],
    (now) => cancelledBefore(now, backs),
    (now) => refusedBefore(now, shipment, resting),
  );
};

/** With the node of a shipment that facts opened, but for those of dispatches on their way. */
const withdrawable = (shipment: Shipment): readonly Back[] =>
  Object.entries(shipment.units).map(([line, { released: there = 0 }]): Back => ({
    line,
    to: goingBack(shipment.cameFrom[line], Math.min(there, withNode(shipment, line))),
  }));

/**
 * Once shipping has answered all that it was told, what is with the node of a shipment that facts
 * opened is reserved as before, or stands where it stood: shipping has given it back. The node is
 * asked for no goods that are not there, and nobody has passed others in the queue by a mistake.
 */
export const withdrawn = (state: Placed): readonly OrderEvent[] => {
  if (state.asking.length > 0) return nothing;
  return inTurn(
    state,
    ...state.shipments
      .filter(({ opened }) => opened)
      .map((shipment) => (now: Placed) => goneBack(now, shipment, withdrawable(shipment))),
  );
};

/**
 * Units that were told to have left with a shipment that did not have them: nobody asks its node
 * for them, and they stand where they stood.
 */
export const strayedBack = (state: Placed, { shipment: id, lines }: ShipmentNews) => {
  const shipment = shipmentOf(state, id);
  if (shipment === undefined || shipment.opened) return nothing;
  return goneBack(
    state,
    shipment,
    Object.entries(shipment.cameFrom).map(([line, came]): Back => {
      const had = lines.find((one) => one.line === line)?.quantity ?? '0';
      const some = Math.min(
        carriedOf(shipment, line) - millionths(had),
        shipment.units[line]?.released ?? 0,
        elsewhere(came) + (came.reserved ?? 0),
      );
      return { line, to: goingBack(came, Math.max(0, some)) };
    }),
  );
};
