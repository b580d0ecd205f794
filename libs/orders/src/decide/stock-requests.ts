import { decimal, each, millionths, quantityMax } from '#kernel';
import type { Quantity } from '#kernel';
import type { OrderEvent } from '../events.js';
import type { StockRequest, Bucket, Move, Withheld } from '../message/quantities.js';
import { moveUnits } from '../state/line.js';
import type { Line } from '../state/line.js';
import { returned, loose } from '../state/buckets.js';
import { nothing } from './outcome.js';

/** By how much a request raises the totals asked for. */
type Rise = Partial<Record<'asked' | 'released' | 'issued', Quantity>>;

/** The next request for a line that stands as it will after the event that carries the request. */
export const requestOf = (line: Line, rise: Rise): StockRequest => {
  const { reserved = 0, released = 0, cancel_pending: pending = 0, backordered = 0 } = line.buckets;
  const expected = {
    reserved: decimal(reserved + released + pending),
    backordered: decimal(backordered),
  };
  return {
    line: line.line,
    sku: line.sku,
    node: line.node,
    request: line.request + 1,
    asked: decimal(line.asked + (rise.asked ?? 0)),
    released: decimal(line.released + (rise.released ?? 0)),
    issued: decimal(line.issued + (rise.issued ?? 0)),
    ...(!line.awaiting && { expected }),
    onShortage: line.onShortage,
    ...(line.unit !== each && { unit: line.unit }),
    ...(!line.trackStock && { trackStock: line.trackStock }),
  };
};

/** Asks the stock for more units of a line: resting ones, or such as were cancelled. */
export const askFor = (line: Line, quantity: Quantity): StockRequest =>
  requestOf({ ...line, awaiting: true }, { asked: quantity });

const unasked: ReadonlySet<Bucket> = new Set<Bucket>(['open', 'cancelled', ...returned]);

/**
 * Units that left though nobody is asked for them any more, or though they still wait: the stock
 * keeps them for their line, whatever it has, so that what leaves was reserved.
 */
export const askForStrays = (
  lines: readonly Line[],
  moves: readonly Move[],
): readonly OrderEvent[] => {
  const strays = new Set(
    moves.filter(({ from }) => unasked.has(from) || from === 'backordered').map(({ line }) => line),
  );
  const known = strays.size === 0 ? [] : lines.filter(({ line }) => strays.has(line));
  const asked = known.map((line): StockRequest => {
    const own = moves.filter((move) => move.line === line.line);
    const after = own.reduce(
      (next, { from, quantity }) => moveUnits(next, from, 'released', millionths(quantity)),
      line,
    );
    const more = own.reduce(
      (sum, { from, quantity }) => sum + (unasked.has(from) ? millionths(quantity) : 0),
      0,
    );
    return { ...requestOf(after, { asked: countable(line.asked, more) }), hasLeft: true };
  });
  return asked.length === 0
    ? nothing
    : [{ type: 'line.reserve-requested', data: { requests: asked } }];
};

/** Units that never left: they wait or rest again, as the line stands after the event. */
export const putBackRequests = (
  lines: readonly Line[],
  waiting: readonly Move[],
  resting: readonly Move[],
): readonly StockRequest[] => {
  const ids = new Set([...waiting, ...resting].map(({ line }) => line));
  const sum = (moves: readonly Move[], id: string): Quantity =>
    moves.reduce((rest, one) => rest + (one.line === id ? millionths(one.quantity) : 0), 0);
  return (ids.size === 0 ? [] : lines.filter(({ line }) => ids.has(line))).map((line) => {
    const [waits, rests] = [sum(waiting, line.line), sum(resting, line.line)];
    let after = line;
    if (waits > 0) after = moveUnits(after, 'released', 'backordered', waits);
    if (rests > 0) after = moveUnits(after, 'released', 'open', rests);
    return {
      ...requestOf(after, { released: countable(line.released, rests) }),
      waits: decimal(waits),
    };
  });
};

/** As much of a rise as can be counted: what has happened is told as far as that goes. */
const countable = (total: Quantity, rise: Quantity): Quantity =>
  Math.min(rise, quantityMax - total);

/**
 * The requests that go with moves: `verb` is the total that the units raise as they leave the
 * stock's care, or come back into it.
 */
const requests = (
  lines: readonly Line[],
  moves: readonly Move[],
  to: Bucket,
  verb: 'asked' | 'released' | 'issued',
  counts: (line: Line, move: Move) => Quantity,
): readonly StockRequest[] => {
  const known = new Map(moves.length === 0 ? [] : lines.map((line) => [line.line, line]));
  const after = new Map<string, { line: Line; rise: Quantity }>();
  for (const move of moves) {
    const before = after.get(move.line)?.line ?? known.get(move.line);
    if (before === undefined) continue;
    const rise = (after.get(move.line)?.rise ?? 0) + counts(before, move);
    after.set(move.line, {
      line: moveUnits(before, move.from, to, millionths(move.quantity)),
      rise,
    });
  }
  return [...after.values()]
    .filter(({ rise }) => rise > 0)
    .map(({ line, rise }) => requestOf(line, { [verb]: countable(line[verb], rise) }));
};

/** Units given back to the stock; resting ones were given back before. */
export const releaseRequests = (
  lines: readonly Line[],
  moves: readonly Move[],
  to: 'cancelled' | 'open',
  goods?: Withheld,
): readonly StockRequest[] =>
  requests(lines, moves, to, 'released', (line, move) => {
    const quantity = millionths(move.quantity);
    return move.from === 'open' ? quantity - Math.min(line.resting, quantity) : quantity;
  }).map((request) => (goods === undefined ? request : { ...request, goods }));

const inStock: ReadonlySet<Bucket> = new Set<Bucket>([
  ...loose,
  'released',
  'cancel_pending',
  'cancelled',
  ...returned,
]);

/** Units that leave the stock with this; those that left it before are not issued again. */
export const issueRequests = (
  lines: readonly Line[],
  moves: readonly Move[],
  to: Bucket,
): readonly StockRequest[] =>
  requests(lines, moves, to, 'issued', (_, { from, quantity }) =>
    inStock.has(from) ? millionths(quantity) : 0,
  );

/** Units that never left: asked for anew, so that the totals of what left only ever rise. */
export const recallRequests = (
  lines: readonly Line[],
  moves: readonly Move[],
): readonly StockRequest[] =>
  requests(lines, moves, 'released', 'asked', (_, { quantity }) => millionths(quantity));
