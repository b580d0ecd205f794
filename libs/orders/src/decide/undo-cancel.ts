import { decimal, millionths, refuse } from '#kernel';
import type { UndoCancel } from '../commands.js';
import type { Move, StockRequest } from '../message/quantities.js';
import { lineOf } from '../state.js';
import type { Placed } from '../state.js';
import type { Line } from '../state/line.js';
import { quantitiesOf } from './moves.js';
import { askFor } from './stock-requests.js';
import type { Outcome } from './outcome.js';
import { shipmentsFull } from './room.js';
import { inTurn } from './in-turn.js';

/** Cancelled units that are still agreed: those that an edit took off come back by an edit. */
const undoable = ({ buckets: { cancelled = 0 }, dropped }: Line): number => cancelled - dropped;

interface Undone extends Move {
  readonly most: number;
  readonly at: string;
}

const unitsUndone = (state: Placed, { lines }: UndoCancel['data']): readonly Undone[] => {
  const named: NonNullable<typeof lines> = lines ?? state.lines.map(({ line }) => ({ line }));
  return named.flatMap(({ line: id, quantity: wanted }, place): Undone[] => {
    const line = lineOf(state, id);
    if (line === undefined) return [];
    const most = undoable(line);
    const quantity = wanted ?? decimal(most);
    const at = `lines[${place}].quantity`;
    return millionths(quantity) > 0 ? [{ line: id, from: 'cancelled', quantity, most, at }] : [];
  });
};

/**
 * Cancelled units are wanted after all: the stock is asked for them anew, and says what it has. An
 * order that was over lives again.
 */
export const undoCancel = (state: Placed, { data }: UndoCancel): Outcome => {
  for (const [at, { line }] of (data.lines ?? []).entries()) {
    if (lineOf(state, line) !== undefined) continue;
    return refuse('line_not_found', `the order has no line ${line}`, `lines[${at}].line`);
  }
  const units = unitsUndone(state, data);
  const much = units.find(({ quantity, most }) => millionths(quantity) > most);
  if (much !== undefined) {
    const detail = `${decimal(Math.max(0, much.most))} of line ${much.line} are cancelled`;
    return refuse('nothing_to_undo', detail, much.at);
  }
  if (units.length === 0) {
    const pending = state.lines.some(({ buckets }) => (buckets.cancel_pending ?? 0) > 0);
    return refuse(
      'nothing_to_undo',
      pending
        ? 'the node has been asked to stop the units: its answer comes first'
        : 'no unit is cancelled',
    );
  }
  const full = shipmentsFull(state);
  if (full !== undefined) return full;
  const moves = units.map(({ line, from, quantity }): Move => ({ line, from, quantity }));
  return inTurn(
    state,
    () => [{ type: 'cancel.undone', data: { reason: data.reason, moves } }],
    (now) => [
      {
        type: 'line.reserve-requested',
        data: {
          requests: quantitiesOf(moves).flatMap(({ line: id, quantity }): StockRequest[] => {
            const line = lineOf(now, id);
            return line === undefined ? [] : [askFor(line, millionths(quantity))];
          }),
        },
      },
    ],
  );
};
