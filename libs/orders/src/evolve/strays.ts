/** Shipments that facts gave units to: where these stood before, and that they went back. */
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { isCarried } from '../state/buckets.js';
import { goingBack, withComers, withoutComers } from '../message/came-from.js';
import type { Move } from '../message/quantities.js';
import type { Placed } from '../state.js';
import type { Shipment } from '../state/shipment.js';
import type { OrderException } from '../state/exceptions.js';
import { takenOut, unitMoves } from '../units/units.js';

/** What people are asked of refused units, and are asked no more once these have left. */
const refusedAmong = (
  { exceptions }: Placed,
  { refusals }: Shipment,
  moves: readonly Move[],
): readonly OrderException[] => {
  const lines = new Set(moves.filter(({ from }) => from === 'open').map(({ line }) => line));
  const fresh =
    lines.size === 0
      ? []
      : exceptions.filter(
          ({ exception, line }) =>
            (exception === 'node-refused' || exception === 'refusal-unclear') &&
            line !== undefined &&
            lines.has(line),
        );
  return fresh.length === 0 ? refusals : [...refusals, ...fresh];
};

/** Those of a shipment that facts opened are reserved again unless they came from elsewhere. */
const fromElsewhere = ['cancelled', 'open', 'backordered'] as const;

/** Units that left with it and that it did not have; what was cancelled out of it is known. */
export const withStrays = (state: Placed, shipment: Shipment, moves: readonly Move[]): Shipment => {
  if (moves.every(({ from }) => isCarried(from))) return shipment;
  return {
    ...shipment,
    refusals: refusedAmong(state, shipment, moves),
    cameFrom: withComers(
      shipment.cameFrom,
      moves,
      shipment.opened ? fromElsewhere : ['open', 'backordered', 'reserved'],
    ),
  };
};

const lessTaken = (
  gaveBack: Shipment['gaveBack'],
  moves: readonly Move[],
): Shipment['gaveBack'] => {
  const next: Record<string, Quantity> = { ...gaveBack };
  for (const { line, from, quantity } of moves) {
    if (from === 'reserved') continue;
    next[line] = Math.max(0, (next[line] ?? 0) - millionths(quantity));
    if (next[line] === 0) delete next[line];
  }
  return next;
};

/** With units that a fact took into it; what the policy gives to one has all come by the policy. */
export const withOpened = (
  state: Placed,
  shipment: Shipment,
  moves: readonly Move[],
): Shipment => ({
  ...shipment,
  cameFrom: shipment.opened ? withComers(shipment.cameFrom, moves, fromElsewhere) : {},
  refusals: refusedAmong(state, shipment, moves),
  gaveBack: lessTaken(shipment.gaveBack, moves),
});

interface GivenBack {
  readonly moves: readonly Move[];
  readonly waiting: readonly Move[];
  readonly resting: readonly Move[];
}

/** Without units that did not leave: reserved again, waiting, or at rest. */
export const withGivenBack = (
  shipment: Shipment,
  { moves, waiting, resting }: GivenBack,
): Shipment => {
  const all = [...moves, ...waiting, ...resting];
  if (all.length === 0) return shipment;
  const { cameFrom } = shipment;
  const gaveBack: Record<string, Quantity> = { ...shipment.gaveBack };
  for (const { line, quantity } of moves) {
    const { cancelled: some } = goingBack(cameFrom[line], millionths(quantity));
    if (some > 0) gaveBack[line] = (gaveBack[line] ?? 0) + some;
  }
  for (const { line, quantity } of [...waiting, ...resting]) {
    gaveBack[line] = (gaveBack[line] ?? 0) + millionths(quantity);
  }
  const left = withoutComers(
    withoutComers(withoutComers(cameFrom, moves, ['cancelled', 'reserved']), waiting, [
      'backordered',
    ]),
    resting,
    ['open'],
  );
  return {
    ...takenOut(shipment, unitMoves(all)),
    gaveBack,
    cameFrom: left,
    refusals: shipment.refusals.filter(({ line = '' }) => (left[line]?.open ?? 0) > 0),
  };
};
