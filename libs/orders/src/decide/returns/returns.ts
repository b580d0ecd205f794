/**
 * What comes back. A return books each of its lines as soon as so many of its units have left; the
 * others wait, and people are told why. Nothing is booked of goods that left only after it was said
 * that they are back.
 */
import { conversionOf, converted, decimal, each, instant, instantText, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { left, returned, sumOf } from '../../state/buckets.js';
import type { Place } from '../../state/buckets.js';
import type { OrderFact, RecordReturn } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { LineReturned } from '../../events/returns.js';
import { unbookedOf } from '../../facts/goods-back.js';
import type { LineQuantity, Move } from '../../message/quantities.js';
import { lineOf } from '../../state.js';
import type { BookedReturn, Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { quantitiesOf } from '../moves.js';
import { whichCameBack } from './which-back.js';
import type { Places } from './which-back.js';

type Return = RecordReturn['data'];

/** Goods that somebody booked by SKU: of the lines that sell it, those first that can take them. */
const linesOfGoods = (
  state: Placed,
  goods: NonNullable<Return['goods']>,
  booked: BookedReturn | undefined,
): readonly LineQuantity[] => {
  const { sku, unit } = goods;
  let rest = unbookedOf(state, goods, booked);
  if (rest <= 0) return [];
  const sold = state.lines.filter((line) => line.sku === sku);
  const found = sold.flatMap((line, at): LineQuantity[] => {
    const conversion = conversionOf(unit ?? each, line.unit);
    const own = conversion === undefined ? undefined : converted(rest, conversion);
    if (own === undefined || own <= 0) return [];
    const isLast = at === sold.length - 1;
    const some = isLast ? own : Math.min(own, sumOf(line.buckets, left));
    if (some === 0) return [];
    rest = isLast ? 0 : rest - (some === own ? rest : some);
    return [{ line: line.line, quantity: decimal(some) }];
  });
  return found.length > 0 ? found : [{ line: sku, quantity: decimal(rest) }];
};

/** What of a return is not booked yet, each line once. */
export const waitingOf = (state: Placed, data: Return): readonly LineQuantity[] => {
  const booked = state.returns.find(({ id }) => id === data.id);
  if (data.goods !== undefined) return quantitiesOf(linesOfGoods(state, data.goods, booked));
  return quantitiesOf(data.lines).filter(
    ({ line }) => booked === undefined || !booked.moves.some((move) => move.line === line),
  );
};

/** When it came back: as it says, else when it was told, where its units had not left by then. */
const cameAt = (state: Placed, data: Return): number => {
  if (!state.terms.policy.timers) return Number.POSITIVE_INFINITY;
  if (data.at !== undefined) return instant(data.at);
  return state.toldAt[`r:${data.id}`] ?? Number.POSITIVE_INFINITY;
};

const quantityIn = (parcels: Shipment['parcels'], line: string): Quantity =>
  parcels.reduce(
    (sum, { contents }) =>
      contents.reduce(
        (more, content) => (content.line === line ? more + millionths(content.quantity) : more),
        sum,
      ),
    0,
  );

/** Units that had left and come back to their sender by then, and left again only later. */
const homeAt = (parcels: Shipment['parcels'], line: string, then: number): Quantity =>
  parcels
    .filter(({ dispatchedAt }) => dispatchedAt !== undefined && instant(dispatchedAt) <= then)
    .flatMap(({ resent = [] }) => resent)
    .filter((one) => one.line === line && instant(one.at) > then)
    .reduce((sum, { quantity }) => sum + millionths(quantity), 0);

/** Units of a line that had left by then, in whichever parcels, and are not back. */
const outBy = (state: Placed, line: Line, then: number): Quantity => {
  const out = sumOf(line.buckets, left);
  if (then === Number.POSITIVE_INFINITY) return out;
  return Math.min(
    out,
    state.shipments.reduce((rest, { units, parcels }) => {
      const later = parcels.filter(
        ({ dispatchedAt }) => dispatchedAt !== undefined && instant(dispatchedAt) > then,
      );
      return later.length === 0
        ? rest
        : rest -
            Math.min(sumOf(units[line.line] ?? {}, left), quantityIn(later, line.line)) +
            homeAt(parcels, line.line, then);
    }, out),
  );
};

const bookable = (state: Placed, data: Return): readonly LineQuantity[] => {
  const then = cameAt(state, data);
  return waitingOf(state, data).filter(({ line: id, quantity }) => {
    const line = lineOf(state, id);
    return line !== undefined && outBy(state, line, then) >= millionths(quantity);
  });
};

export const canReturn = (state: Placed, { data }: RecordReturn): boolean =>
  bookable(state, data).length > 0;

/** Only some of its lines can be booked now. */
export const isInPart = (state: Placed, fact: OrderFact): boolean =>
  fact.type === 'order.record-return' &&
  bookable(state, fact.data).length < waitingOf(state, fact.data).length;

const momentIn = (at: string | undefined): number | undefined =>
  at === undefined ? undefined : instant(at);

/** When it was told, where it waited; else it is told now. */
const reportedOf = (
  state: Placed,
  { id, at }: Return,
  now: number | undefined,
): { readonly told?: string } => {
  const reported = state.toldAt[`r:${id}`] ?? now;
  return at === undefined && reported !== undefined ? { told: instantText(reported) } : {};
};

type Moves = LineReturned['data']['moves'];

/** Units that a return of now takes: those that it means, else others that have left. */
const takenBy = (line: Line, meant: Places, quantity: Quantity): readonly Move[] => {
  const takes = new Map<Place, Quantity>();
  let rest = quantity;
  for (const most of [meant, line.buckets]) {
    for (const place of left) {
      const known = takes.get(place) ?? 0;
      const here = Math.min(most[place] ?? 0, line.buckets[place] ?? 0);
      const some = Math.min(Math.max(0, here - known), rest);
      if (some > 0) takes.set(place, known + some);
      rest -= some;
    }
  }
  return [...takes].map(([from, some]) => ({ line: line.line, from, quantity: decimal(some) }));
};

/** Each with how many units of its line are back before it. */
const besideOthers = (moves: Moves, back: Quantity): Moves => {
  let before = back;
  return moves.map((move) => {
    const next = before === 0 ? move : { ...move, before: decimal(before) };
    before += millionths(move.quantity);
    return next;
  });
};

export const cameBack = (
  state: Placed,
  { data }: RecordReturn,
  now: number | undefined,
): readonly OrderEvent[] => {
  const { id, disposition, at, goods } = data;
  const lines = bookable(state, data);
  const reported = reportedOf(state, data, now);
  const meant = whichCameBack(state, undefined, [
    { id, disposition, moves: lines, cameAt: momentIn(at ?? reported.told) },
  ]);
  const moves = lines.flatMap(({ line: name, quantity }): Moves => {
    const line = lineOf(state, name);
    if (line === undefined) return [];
    const { sku, unit, trackStock } = line;
    const node = data.node ?? line.node;
    const isUncounted = !trackStock && goods === undefined;
    return besideOthers(
      takenBy(line, meant.get(name)?.by.get(id) ?? {}, millionths(quantity)).map((move) => ({
        ...move,
        sku,
        node,
        ...(unit !== each && { unit }),
        ...(isUncounted && { trackStock }),
      })),
      sumOf(line.buckets, returned),
    );
  });
  return [
    {
      type: 'line.returned',
      data: {
        id,
        disposition,
        ...(at !== undefined && { at }),
        ...reported,
        moves,
        ...(lines.length < waitingOf(state, data).length && { isPart: true }),
        ...(goods !== undefined && { isStocked: true }),
      },
    },
  ];
};

export const returnsIn = (kept: readonly OrderFact[]): readonly RecordReturn[] =>
  kept.filter((fact) => fact.type === 'order.record-return');
