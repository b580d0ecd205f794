import { conversionOf, decimal, each, millionths, refuse } from '#kernel';
import type { Quantity } from '#kernel';
import type { RecordStock, ReserveAgain } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { Bucket, Move, StockAnswer, StockRequest } from '../message/quantities.js';
import { lineOf } from '../state.js';
import type { Placed } from '../state.js';
import type { Line } from '../state/line.js';
import { isClosed } from '../status/status.js';
import { nothing } from './outcome.js';
import type { Outcome } from './outcome.js';
import { raise } from './exceptions.js';
import { askFor } from './stock-requests.js';
import { shipmentsFull } from './room.js';

const within = (quantity: Quantity, most: Quantity): Quantity =>
  Math.max(0, Math.min(quantity, most));

interface AnswerMoves {
  readonly reserved: readonly Move[];
  readonly backordered: readonly Move[];
  readonly refused: readonly Move[];
}

/** Units that one bucket can give away, first to last. */
type Source = { readonly from: Bucket; quantity: Quantity };

const draw = (line: string, sources: readonly Source[], wanted: Quantity): readonly Move[] => {
  let rest = wanted;
  return sources.flatMap((source): Move[] => {
    const some = Math.min(source.quantity, rest);
    if (some <= 0) return [];
    source.quantity -= some;
    rest -= some;
    return [{ line, from: source.from, quantity: decimal(some) }];
  });
};

/**
 * What an answer means for the line: units on their way, reserved and backordered become what the
 * ledger holds. Units that have left these stages are never taken back, whatever it says.
 */
const answerMovesOf = (line: Line, data: RecordStock['data']): AnswerMoves => {
  const { buckets, resting, awaiting, line: id } = line;
  const {
    open = 0,
    reserved = 0,
    backordered = 0,
    released = 0,
    cancel_pending: asked = 0,
  } = buckets;
  const under = awaiting ? open - resting : 0;
  const pool = under + reserved + backordered;
  const held = within(millionths(data.reserved) - released - asked, pool);
  const queued = within(millionths(data.backordered), pool - held);
  const refused = within(millionths(data.refused) - line.refused, pool - held - queued);
  const coming: Source = { from: 'open', quantity: under };
  const waiting: Source = { from: 'backordered', quantity: backordered };
  const surplus: Source = { from: 'reserved', quantity: Math.max(0, reserved - held) };
  const toReserved = draw(id, [coming, waiting], held - reserved);
  const toBackordered = draw(id, [coming, surplus], queued - waiting.quantity);
  waiting.quantity = Math.max(0, waiting.quantity - queued);
  return {
    reserved: toReserved,
    backordered: toBackordered,
    refused: draw(id, [coming, surplus, waiting], refused),
  };
};

/** What people can do about units that the stock has refused an order that stands. */
const ways = 'they stay open: reserve them again, edit the line or cancel them';

const whyRefused = (line: Line, answer: StockAnswer, quantity: string): string =>
  answer.reason === undefined
    ? `${line.node} has no ${quantity} ${line.unit} of ${line.sku}: ${ways}`
    : `${mismatchOf(line, answer)}; ${ways}`;

/**
 * An order that was accepted stands: whatever people have asked for it since (an edit, an undone
 * cancel, a reservation once more), what the stock refuses of that is no cancel. It stays open, and
 * people are told.
 */
const refusedToOpen = (
  state: Placed,
  line: Line,
  answer: StockAnswer,
  refused: readonly Move[],
): readonly OrderEvent[] => {
  const isOpen = ({ from }: Move): boolean => from === 'open';
  const open = refused.filter(isOpen).reduce((sum, move) => sum + millionths(move.quantity), 0);
  return [
    { type: 'line.refused', data: { moves: refused.filter((move) => !isOpen(move)), answer } },
    ...(open === 0
      ? nothing
      : raise(state, 'stock-refused', whyRefused(line, answer, decimal(open)), line.line)),
  ];
};

/**
 * The ledger's totals. Those of an older request than the newest are overtaken: another answer
 * follows.
 */
export const recordStock = (
  state: Placed,
  { data: answer }: RecordStock,
): readonly OrderEvent[] => {
  const line = lineOf(state, answer.line);
  if (line === undefined || answer.request < line.request) return nothing;
  const { reserved, backordered, refused } = answerMovesOf(line, answer);
  const events: OrderEvent[] = [];
  if (reserved.length > 0) {
    events.push({ type: 'line.reserved', data: { moves: reserved, answer } });
  }
  if (backordered.length > 0) {
    events.push({ type: 'line.backordered', data: { moves: backordered, answer } });
  }
  const stands = state.stage === 'accepted' && refused.some(({ from }) => from === 'open');
  if (stands) return [...events, ...refusedToOpen(state, line, answer, refused)];
  if (refused.length > 0) events.push({ type: 'line.refused', data: { moves: refused, answer } });
  if (events.length === 0 && line.awaiting) {
    events.push({ type: 'line.reserved', data: { moves: [], answer } });
  }
  if (answer.reason === undefined) return events;
  return [...events, ...raise(state, answer.reason, mismatchOf(line, answer), line.line)];
};

/** The two units say nothing of each other, or the quantity can't be counted in the stock's. */
const mismatchOf = ({ sku, node, unit }: Line, { keptIn = each, refused }: StockAnswer): string =>
  conversionOf(unit, keptIn) === undefined
    ? `${sku} is kept in ${keptIn} at ${node}, the line asks in ${unit}: nothing is reserved`
    : `${sku} is kept in ${keptIn} at ${node}, and ${refused} ${unit} are no quantity of six ` +
      `digits behind the point in ${keptIn}, or too many: nothing is reserved. Order it in ` +
      `${keptIn}, or keep the stock in ${unit} (count it to 0, then receive it in ${unit})`;

/** Asks the stock again for open units that rest: of the lines named, or of all. */
export const reserveAgain = (state: Placed, { data }: ReserveAgain): Outcome => {
  if (isClosed(state)) return refuse('order_closed', 'a closed order reserves nothing');
  for (const [at, id] of (data.lines ?? []).entries()) {
    if (lineOf(state, id) !== undefined) continue;
    return refuse('line_not_found', `the order has no line ${id}`, `lines[${at}]`);
  }
  const requests = state.lines
    .filter(({ line, resting }) => resting > 0 && (data.lines?.includes(line) ?? true))
    .map((line): StockRequest => askFor(line, line.resting));
  if (requests.length === 0) return refuse('nothing_to_reserve', 'no open unit rests');
  return shipmentsFull(state) ?? [{ type: 'line.reserve-requested', data: { requests } }];
};
