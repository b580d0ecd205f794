import type { EventOf } from '../events.js';
import { instant } from '#kernel';
import type { Placed, BookedReturn } from '../state.js';
import { movedTo, carriedTo } from './moves.js';

/** Units that came back leave the shipments that brought them, the first one first. */
export const cameBack = (state: Placed, { data }: EventOf<'line.returned'>): Placed => ({
  ...state,
  lines: movedTo(state.lines, data.moves, data.disposition),
  shipments: carriedTo(state.shipments, data.moves, data.disposition),
  returns: withBooked(state.returns, data),
});

/** A return may be booked in parts, line by line. */
const withBooked = (
  returns: readonly BookedReturn[],
  { id, disposition, moves, at, told: reported = at }: EventOf<'line.returned'>['data'],
): readonly BookedReturn[] => {
  const cameAt = reported === undefined ? undefined : instant(reported);
  const known = returns.find((one) => one.id === id);
  const next: BookedReturn = {
    id,
    disposition,
    moves: [...(known?.moves ?? []), ...moves],
    cameAt,
    again: known?.again ?? {},
  };
  return known === undefined
    ? [...returns, next]
    : returns.map((one) => (one === known ? next : one));
};

/** It never was: its units are out as they were before. */
export const returnCorrected = (
  state: Placed,
  { data }: EventOf<'line.return-corrected'>,
): Placed => {
  let { lines, shipments } = state;
  for (const { to, ...move } of data.moves) {
    lines = movedTo(lines, [move], to);
    shipments = carriedTo(shipments, [move], to);
  }
  return { ...state, lines, shipments, returns: state.returns.filter(({ id }) => id !== data.id) };
};
