import { isSeen, voidKey, mendKey, isShipmentFactSeen, isScanSeen } from '../../state/facts.js';
import type { ShipmentFact, FactScope } from '../../message/parcels.js';
import type { Bucket, Move } from '../../message/quantities.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { sumOf } from '../../state/buckets.js';
import { movesOf } from '../moves.js';
import { isDispatched } from './carried.js';

/** Whether it says that units have left the node, and nobody has taken that back before. */
export const isDeparture = ({ seen }: Placed, fact: ShipmentFact): boolean => {
  if (isSeen(seen, voidKey(fact.id))) return false;
  return fact.kind === 'dispatch'
    ? fact.corrects === undefined
    : fact.status !== 'label_created' && fact.status !== 'unknown';
};

/** A scan of parcels that it names by their id or number: shipping knows which they are. */
export const namesParcels = (fact: ShipmentFact): boolean =>
  fact.kind === 'scan' && (fact.parcel !== undefined || fact.tracking !== undefined);

export const movesFrom = (lines: readonly Line[], sources: readonly Bucket[]): readonly Move[] =>
  lines.flatMap((line) => movesOf(line, sources, sumOf(line.buckets, sources)));

/** Somebody has told of a dispatch, and nobody has taken it back. */
export const hasDispatch = (state: Placed, { parcels, sent }: Shipment): boolean =>
  sent.length > 0 || parcels.some((one) => isDispatched(state, one));

/**
 * Shipments that facts opened of which this one needs all units there: shipping may have given some
 * back that the order takes for released or gone. A scan of what was dispatched needs none.
 */
export const needing = (
  state: Placed,
  { shipment, node }: FactScope,
  fact: ShipmentFact,
): readonly Shipment[] => {
  if (!isDeparture(state, fact) && fact.corrects === undefined && fact.kind === 'scan') return [];
  if (namesParcels(fact) && fact.corrects === undefined) return [];
  const opened = state.shipments.filter((one) => one.opened);
  if (fact.kind === 'dispatch' || fact.corrects !== undefined) return opened;
  const meant = opened.filter(
    (one) =>
      (shipment === undefined || one.shipment === shipment) &&
      (node === undefined || one.node === node),
  );
  return meant.some((one) => hasDispatch(state, one)) ? [] : meant;
};

/** Units that facts took from elsewhere and that have gone back there. */
const gaveBack = ({ lines, shipments }: Placed): readonly Move[] =>
  lines.flatMap((line) => {
    const some = shipments.reduce((sum, one) => sum + (one.gaveBack[line.line] ?? 0), 0);
    return movesOf(line, ['backordered', 'open', 'cancelled'], some);
  });

/**
 * Reserved units that shipping has to have before it can say what a fact means: of its shipment,
 * where facts opened that; all, where it corrects one that came before, whose units these may be,
 * or one that came before corrects it.
 */
export const neededFor = (state: Placed, scope: FactScope, fact: ShipmentFact): readonly Move[] => {
  const { lines, shipments, seen } = state;
  const { corrects } = fact;
  const isMended = fact.kind === 'dispatch' && isSeen(seen, mendKey(fact.id));
  const isOf = corrects !== undefined && isShipmentFactSeen(seen, corrects);
  if (isMended || isOf) {
    const reserved = movesFrom(lines, ['reserved']);
    // Where that was a correction itself, what has gone back by it may have left after all.
    return isOf && isScanSeen(seen, corrects) ? [...reserved, ...gaveBack(state)] : reserved;
  }
  const shipment = shipments.find((one) => one.shipment === scope.shipment);
  if (shipment?.opened !== true) return [];
  // A scan of what was dispatched needs nothing that is still here.
  const isOfParcels =
    fact.kind === 'scan' &&
    (namesParcels(fact) ||
      !isDeparture(state, fact) ||
      ((scope.lines ?? fact.lines) === undefined && hasDispatch(state, shipment)));
  return isOfParcels
    ? []
    : movesFrom(
        lines.filter(({ node }) => node === shipment.node),
        ['reserved'],
      );
};
