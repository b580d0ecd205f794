/**
 * Booked returns of goods that had not left by then, as the facts tell it now: their departure was
 * taken back, or the one that counts came later. People decide what was a mistake.
 */
import { asProse, decimal, instant, instantText, listed, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { returned, sumOf } from '../../state/buckets.js';
import type { OrderEvent } from '../../events.js';
import { exceptionKey, isSeen } from '../../state/facts.js';
import type { ParcelNews } from '../../message/parcels.js';
import { openException } from '../../state.js';
import type { OrderState, Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { namedMax, raiseAnew } from '../exceptions.js';

interface Unmatched {
  readonly line: string;
  readonly reason: string;
}

/** Of each line, in one pass: an order has many lines in many parcels. */
const quantitiesIn = (parcels: readonly ParcelNews[]): ReadonlyMap<string, Quantity> => {
  const sums = new Map<string, Quantity>();
  for (const { line, quantity } of parcels.flatMap(({ contents }) => contents)) {
    sums.set(line, (sums.get(line) ?? 0) + millionths(quantity));
  }
  return sums;
};

/** What of a line is booked as returned though none of its shipment's parcels had it. */
interface Unexplained {
  readonly quantity: Quantity;
  /** Of the line, what left and did not come back in its other shipments. */
  readonly left: Quantity;
}

/** By line, wherever its shipments stand. */
const unexplained = ({ shipments }: Placed): ReadonlyMap<string, Unexplained> => {
  const sums = new Map<string, { quantity: Quantity; left: Quantity }>();
  for (const { units, parcels } of shipments) {
    const sent = quantitiesIn(parcels);
    for (const line of new Set([...Object.keys(units), ...sent.keys()])) {
      const some = sumOf(units[line] ?? {}, returned) - (sent.get(line) ?? 0);
      const { quantity, left } = sums.get(line) ?? { quantity: 0, left: 0 };
      sums.set(line, { quantity: quantity + Math.max(0, some), left: left + Math.max(0, -some) });
    }
  }
  return new Map([...sums].filter(([, { quantity }]) => quantity > 0));
};

/** Returns that have booked units of a line, the newest first. */
const bookedOf = ({ returns }: Placed, line: string): string =>
  listed(
    returns
      .filter(({ moves }) => moves.some((move) => move.line === line))
      .map(({ id }) => id)
      .toReversed(),
    namedMax,
  );

const whyUnexplained = ({ quantity, left }: Unexplained): string =>
  left >= quantity
    ? `${decimal(quantity)} that came back are booked of a shipment whose dispatch was taken ` +
      `back, and as many left in another: take back the return, and tell it anew under another id`
    : `${decimal(quantity)} that came back never left, as the dispatch was taken back: take ` +
      `back the return, or tell the dispatch that had them`;

/** Lines of which more is booked as returned than has left: their departure was taken back. */
const withoutDeparture = (state: Placed): readonly Unmatched[] =>
  [...unexplained(state)].map(([line, found]) => ({
    line,
    reason: asProse(`${whyUnexplained(found)}; booked are ${bookedOf(state, line)}`),
  }));

/** Units of a line that left or came back. */
interface Passing {
  readonly id: string;
  readonly at: number;
  readonly quantity: Quantity;
}
type Passings = ReadonlyMap<string, readonly Passing[]>;

const byLine = (passings: readonly (Passing & { readonly line: string })[]): Passings => {
  const lines = new Map<string, Passing[]>();
  for (const one of passings) {
    const known = lines.get(one.line);
    if (known === undefined) lines.set(one.line, [one]);
    else known.push(one);
  }
  for (const own of lines.values()) own.sort((one, other) => one.at - other.at);
  return lines;
};

const cameBackOf = ({ returns }: Placed): Passings =>
  byLine(
    returns.flatMap(({ id, cameAt: at, moves }) =>
      at === undefined
        ? []
        : moves.map(({ line, quantity }) => ({ id, line, at, quantity: millionths(quantity) })),
    ),
  );

/** Of what nobody dispatched no time is known; what left again had left with its parcel before. */
const leftOf = (parcels: readonly ParcelNews[]): Passings =>
  byLine(
    parcels.flatMap(({ parcel: id, dispatchedAt, contents, resent = [] }) => {
      const at = dispatchedAt === undefined ? Number.NEGATIVE_INFINITY : instant(dispatchedAt);
      return [...contents, ...resent].map(({ line, quantity }) => ({
        id,
        line,
        at,
        quantity: millionths(quantity),
      }));
    }),
  );

const reasonOf = (back: Passing, later: Passing): string =>
  asProse(
    `return ${back.id} of ${decimal(back.quantity)} came back ${instantText(back.at)}, before ` +
      `${later.id} left ${instantText(later.at)}: take the return back and tell when it came, or ` +
      'take back that dispatch and tell it anew as of when it left',
  );

/** Lines of which more was back at some time than had left by then, but left later. */
const beforeDeparture = (state: Placed): readonly Unmatched[] => {
  if (!state.terms.policy.timers) return [];
  const left = leftOf(state.shipments.flatMap(({ parcels }) => parcels));
  return [...cameBackOf(state)].flatMap(([line, backs]): readonly Unmatched[] => {
    const gone = left.get(line) ?? [];
    let [out, at] = [0, 0];
    for (const back of backs) {
      for (let next = gone[at]; next !== undefined && next.at <= back.at; next = gone[at]) {
        out += next.quantity;
        at += 1;
      }
      const later = gone[at];
      if (later !== undefined && back.quantity > out) {
        return [{ line, reason: reasonOf(back, later) }];
      }
      out -= back.quantity;
    }
    return [];
  });
};

const unmatchedOf = (state: Placed): readonly Unmatched[] =>
  state.returns.length === 0
    ? []
    : [
        ...new Map(
          [...beforeDeparture(state), ...withoutDeparture(state)].map((one) => [one.line, one]),
        ).values(),
      ];

export const isUnmatched = (state: Placed, line: string | undefined): boolean =>
  unmatchedOf(state).some((one) => one.line === line);

/**
 * People decide what was a mistake: that it came back, or when it left, or that it never did. What
 * they have dealt with is told again only in other words.
 */
export const returnsUnmatched = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  const known = before.stage === 'awaited' ? [] : unmatchedOf(before);
  const isReported = ({ line, reason }: Unmatched): boolean =>
    openException(state, 'return-unmatched', line)?.reason === reason ||
    (isSeen(state.seen, exceptionKey('return-unmatched', line)) &&
      known.some((one) => one.line === line && one.reason === reason));
  const fresh = unmatchedOf(state).find((one) => !isReported(one));
  return fresh === undefined
    ? nothing
    : raiseAnew(state, { exception: 'return-unmatched', ...fresh });
};
