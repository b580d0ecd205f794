/**
 * A fact of what a node will not deliver: all of its units, or the lines named; never what is known
 * to have left. What of it fits nothing moves nothing, and people are told.
 */
import { asProse, decimal, listed, millionths, shortened } from '#kernel';
import type { Quantity } from '#kernel';
import { left, sumOf } from '../../state/buckets.js';
import type { RecordRefusal } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { Bucket, LineQuantity, Withheld } from '../../message/quantities.js';
import { fateOf } from '../../facts/refused-goods.js';
import { lineOf, openException } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import { nothing } from '../outcome.js';
import { movesOf, quantitiesOf } from '../moves.js';
import { raise, raiseAnew } from '../exceptions.js';
import { askable, byShipment } from '../cancel.js';
import { nodeRefused } from './node-refused.js';
import { inTurn } from '../in-turn.js';

type Refused = RecordRefusal['data'];

/** Goods that are not found or damaged are some that the node has: those to come stay last. */
const refusedOf = (state: Placed, line: Line, quantity: Quantity, goods: Withheld | undefined) => {
  const first: readonly Bucket[] = goods === undefined ? ['backordered', 'reserved'] : ['reserved'];
  const rest = quantity - Math.min(quantity, sumOf(line.buckets, first));
  const asks = askable(state, line.line, rest);
  const last =
    goods === undefined ? 0 : asks.reduce((still, ask) => still - millionths(ask.quantity), rest);
  return {
    moves: [...movesOf(line, first, quantity), ...movesOf(line, ['backordered'], last)],
    asks,
  };
};

/**
 * Units of which the books say the same: refused before, or given up and there to be sold. Of
 * replayed history nobody asks why they left all the same.
 */
const agreeing = (
  { terms: { policy } }: Placed,
  { buckets, resting }: Line,
  goods: Withheld | undefined,
): Quantity =>
  resting +
  (policy.timers ? 0 : sumOf(buckets, left)) +
  (goods === undefined ? sumOf(buckets, ['cancelled', 'cancel_pending']) : 0);

interface Found extends ReturnType<typeof refusedOf> {
  /** What of a line that it names fits nothing, and why. */ readonly wrong: string | undefined;
}

const foundOf = (
  state: Placed,
  { node }: Refused,
  { line: id, quantity }: LineQuantity,
  goods: Withheld | undefined,
): Found => {
  const line = lineOf(state, id);
  if (line === undefined || (node !== undefined && line.node !== node)) {
    const why =
      line === undefined ? `the order has no line ${id}` : `line ${id} goes from ${line.node}`;
    return { moves: [], asks: [], wrong: `${quantity} of line ${id}: ${why}` };
  }
  const found = refusedOf(state, line, millionths(quantity), goods);
  const taken = [...found.moves, ...found.asks].reduce(
    (sum, one) => sum + millionths(one.quantity),
    0,
  );
  const rest = millionths(quantity) - taken - agreeing(state, line, goods);
  return {
    ...found,
    wrong: rest > 0 ? `${decimal(rest)} of line ${id}: no more of it is with its node` : undefined,
  };
};

const linesShown = 5;
const idCharsMax = 100;

/** People are asked about each; where others are asked about already, it is told with them. */
const unmatched = (
  state: Placed,
  { id, reason }: Refused,
  wrong: readonly string[],
): readonly OrderEvent[] => {
  const exception = 'refusal-unmatched';
  const reported =
    `refusal ${shortened(id, idCharsMax)} (${shortened(reason, idCharsMax)}) of ` +
    listed(wrong, linesShown);
  const before = openException(state, exception);
  if (before === undefined) {
    return raise(
      state,
      exception,
      `${reported}. Nothing of that was booked: count the goods, tell the ` +
        'refusal as it is, or dismiss this',
    );
  }
  return raiseAnew(state, { exception, reason: asProse(`${reported}; ${before.reason}`) });
};

/** What fits nothing: of lines that it names each; of all there is, only where that is nothing. */
const wrongIn = (
  state: Placed,
  { lines, node }: Refused,
  found: readonly Found[],
  goods: Withheld | undefined,
): readonly string[] => {
  if (lines !== undefined) return found.flatMap(({ wrong }) => wrong ?? []);
  if (found.length === 0) return node === undefined ? [] : [`all: nothing goes from ${node}`];
  // Of replayed history nobody asks what had left, or was just leaving, by then.
  const isMet =
    !state.terms.policy.timers ||
    found.some(({ moves, asks }) => moves.length + asks.length > 0) ||
    state.lines.some(
      (line) => (node ?? line.node) === line.node && agreeing(state, line, goods) > 0,
    );
  return isMet ? [] : ['all: nothing of it is with its node'];
};

export const refusal = (state: Placed, { data }: RecordRefusal): readonly OrderEvent[] => {
  const { id, reason, node, lines, goods: said } = data;
  const { goods } = fateOf(reason, said);
  const scope: readonly LineQuantity[] =
    lines === undefined
      ? state.lines
          .filter((line) => node === undefined || line.node === node)
          .map(({ line, ordered }) => ({ line, quantity: decimal(ordered) }))
      : quantitiesOf(lines);
  const found = scope.map((named) => foundOf(state, data, named, goods));
  const moves = found.flatMap((one) => one.moves);
  const shipments = byShipment(found.flatMap(({ asks }) => asks));
  const wrong = wrongIn(state, data, found, goods);
  return inTurn(
    state,
    (now) => nodeRefused(now, { id, reason, goods: said }, moves),
    () =>
      shipments.length === 0
        ? nothing
        : [
            {
              type: 'refusal.requested',
              data: { reason, ...(said !== undefined && { goods: said }), shipments },
            },
          ],
    (now) => (wrong.length === 0 ? nothing : unmatched(now, data, wrong)),
  );
};
