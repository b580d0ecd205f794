import { decimal, instant, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { exceptionKey, left, returned } from '#orders';
import type { Buckets, OrderState, ParcelNews } from '#orders';
import type { OnViolation } from './violation.js';

const unitsIn = (buckets: Buckets, names: readonly (keyof Buckets)[]): Quantity =>
  names.reduce((sum, name) => sum + (buckets[name] ?? 0), 0);

type Sums = ReadonlyMap<string, Quantity>;

const summed = (parts: Iterable<readonly [line: string, quantity: Quantity]>): Sums => {
  const sums = new Map<string, Quantity>();
  for (const [line, some] of parts) sums.set(line, (sums.get(line) ?? 0) + some);
  return sums;
};

/**
 * At any moment: of each line, no more came back than the parcels of its order hold; where a
 * departure was taken back afterwards, people were told.
 */
export const returnInvariants = (key: string, state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited' || state.returns.length === 0) return;
  const sent = summed(
    state.shipments
      .flatMap(({ parcels }) => parcels)
      .flatMap(({ contents }) => contents)
      .map(({ line, quantity }) => [line, millionths(quantity)]),
  );
  const reported = new Set(state.seen.map(({ fact }) => fact));
  for (const { line, buckets } of state.lines) {
    const back = unitsIn(buckets, returned);
    const some = back - (sent.get(line) ?? 0);
    if (some > 0 && !reported.has(exceptionKey('return-unmatched', line))) {
      violated(`return ${key} line ${line}: ${decimal(some)} came back and never left, untold`);
    }
  }
};

/** What the parcels of an order hold of one line. */
interface Held {
  all: Quantity;
  home: Quantity;
  homeBy: number;
  isAgain: boolean;
}

const add = (held: Map<string, Held>, { contents, resent = [], returnedAt }: ParcelNews): void => {
  const of = (line: string): Held => {
    const one = held.get(line) ?? {
      all: 0,
      home: 0,
      homeBy: Number.NEGATIVE_INFINITY,
      isAgain: false,
    };
    held.set(line, one);
    return one;
  };
  for (const { line, quantity, status } of contents) {
    const one = of(line);
    one.all += millionths(quantity);
    if (status !== 'returned_to_sender') continue;
    one.home += millionths(quantity);
    if (returnedAt !== undefined) one.homeBy = Math.max(one.homeBy, instant(returnedAt));
  }
  for (const { line } of resent) of(line).isAgain = true;
};

/**
 * Once messages have settled, returns mean units that parcels have. Of a line whose parcels hold
 * so many, what does not stand outside came back: what did not is returned, or people were told.
 * And what had come back to its sender before its return was booked is what that return has
 * booked, in a shipment.
 */
export const settledReturnInvariants = (state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited' || state.returns.length === 0) return;
  const held = new Map<string, Held>();
  for (const { parcels } of state.shipments) for (const one of parcels) add(held, one);
  const seen = new Set(state.seen.map(({ fact }) => fact));
  for (const { line, buckets } of state.lines) {
    const own = state.returns.flatMap(({ cameAt = Number.NEGATIVE_INFINITY, moves }) =>
      moves.filter((move) => move.line === line).map((move) => ({ ...move, cameAt })),
    );
    const { all, home, homeBy, isAgain } = held.get(line) ?? {
      all: 0,
      home: 0,
      homeBy: 0,
      isAgain: false,
    };
    const back = unitsIn(buckets, returned);
    const out = unitsIn(buckets, left);
    if (back > 0 && back + out > all && !seen.has(exceptionKey('return-unmatched', line))) {
      violated(
        `I5 ${state.number} line ${line}: ${decimal(back)} came back and ${decimal(out)} are ` +
          `out, its parcels hold ${decimal(all)}, untold`,
      );
    }
    // Of several shipments a return may stand in another one than the parcel that it means.
    const carriers = state.shipments.filter(({ units }) => Object.hasOwn(units, line)).length;
    if (isAgain || carriers > 1 || own.some(({ cameAt }) => cameAt < homeBy)) continue;
    const booked = own.reduce((sum, { quantity }) => sum + millionths(quantity), 0);
    const rest = Math.max(0, home - booked);
    if ((buckets.return_to_sender ?? 0) > rest) {
      violated(
        `I5 ${state.number} line ${line}: ${decimal(home)} came back to their sender and ` +
          `${decimal(booked)} were booked, yet ${decimal(buckets.return_to_sender ?? 0)} wait`,
      );
    }
  }
};
