import { asProse, decimal, listed, millionths, refuse } from '#kernel';
import type {
  HoldOrder,
  ReleaseAnyway,
  ReleaseHold,
  ResolveException,
  UndoCancel,
} from '../commands.js';
import { goesOnAccount } from '../money/money.js';
import type { Move, StockRequest } from '../message/quantities.js';
import { lineOf, openException } from '../state.js';
import type { Line, Placed } from '../state.js';
import { isClosed, isComplete } from '../views/status.js';
import { askFor, nothing, quantitiesOf } from './answer.js';
import type { Answer } from './answer.js';
import { shipmentsFull } from './edits/room.js';
import { inTurn } from './turn.js';

const holdsMax = 100;
const linesNamedMax = 20;

const has = (holds: Placed['holds'], hold: string): boolean => Object.hasOwn(holds, hold);

/** Overlays the stage: what stood before goes on standing. */
export const holdOrder = (state: Placed, { data }: HoldOrder): Answer => {
  const reason = has(state.holds, data.hold) ? state.holds[data.hold] : undefined;
  if (reason === data.reason) return nothing;
  if (reason !== undefined) {
    return refuse(
      'id_conflict',
      asProse(
        `the hold ${data.hold} stands with the reason ` +
          `${JSON.stringify(reason)}: release it first, or set another one`,
      ),
      'reason',
    );
  }
  if (isClosed(state)) return refuse('order_closed', 'a closed order cannot be held');
  if (Object.keys(state.holds).length >= holdsMax) {
    return refuse('too_many_holds', `${holdsMax} holds stand: release one first`, 'hold');
  }
  return [{ type: 'order.held', data }];
};

export const releaseHold = (state: Placed, { data }: ReleaseHold): Answer =>
  has(state.holds, data.hold)
    ? [{ type: 'hold.released', data }]
    : refuse('hold_not_found', `no hold ${data.hold} stands`, 'hold');

export const resolveException = (state: Placed, { data }: ResolveException): Answer => {
  const { exception, line } = data;
  if (openException(state, exception, line) !== undefined) {
    return [{ type: 'exception.resolved', data }];
  }
  const own = state.exceptions.filter((one) => one.exception === exception);
  if (own.length === 0) {
    return refuse('exception_not_found', `no exception ${exception} stands`, 'exception');
  }
  const lines = own.flatMap(({ line: each }) => (each === undefined ? [] : [each]));
  return refuse(
    'exception_not_found',
    lines.length === 0
      ? `${exception} stands on the order, not on line ${line}: leave the line out`
      : `${exception} stands on line ${listed(lines, linesNamedMax)}: name it`,
    'line',
  );
};

/**
 * Ships on account: what is owed now is waited for no more. What an edit adds later waits, until
 * that is said again. Holds stand in its way as before.
 */
export const releaseAnyway = (state: Placed, { data }: ReleaseAnyway): Answer => {
  if (isClosed(state)) return refuse('order_closed', 'a closed order releases nothing');
  if (state.lines.length > 0 && isComplete(state)) {
    return refuse('order_closed', 'every unit is delivered or came back');
  }
  return goesOnAccount(state) ? nothing : [{ type: 'order.released-anyway', data }];
};

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
export const undoCancel = (state: Placed, { data }: UndoCancel): Answer => {
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
