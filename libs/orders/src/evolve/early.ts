import { jsonBytes, sumOfBytes } from '#kernel';
import type { OrderFact } from '../commands.js';
import { factKey, isSeen, keptFact, withKept } from '../state/facts.js';
import type { Awaited, Early } from '../state.js';

export const earlyOf = ({ early }: Awaited, tenant: string): readonly OrderFact[] =>
  early.find((each) => each.tenant === tenant)?.kept ?? [];

/**
 * What may be told of an order that nobody has placed: anybody may tell facts of any number, and
 * all of them lie in one document. Who names its reference has room of its own, whatever others
 * tell. The first fact of each has room whatever its size.
 */
const ownMax = { count: 4_000, bytes: 1_048_576 } as const;
const strangersMax = { count: 1_000, bytes: 262_144, tenants: 16 } as const;

const fits = (
  reported: readonly object[],
  fact: OrderFact,
  { count, bytes }: { readonly count: number; readonly bytes: number },
): boolean =>
  reported.length === 0 ||
  (reported.length < count && sumOfBytes(reported) + jsonBytes(fact) <= bytes);

/** Whether a fact can wait with those that do; with a tenant: it is told by number alone. */
export const hasRoom = (state: Awaited, fact: OrderFact, tenant: string | undefined): boolean => {
  if (tenant === undefined) return fits([...state.kept, ...state.seen], fact, ownMax);
  const isKnown = state.early.some((each) => each.tenant === tenant);
  return (
    (isKnown || state.early.length < strangersMax.tenants) &&
    fits(earlyOf(state, tenant), fact, strangersMax)
  );
};

/** A fact that a tenant told by number alone, behind its others. */
export const withEarly = (state: Awaited, tenant: string, fact: OrderFact): Awaited => {
  const kept: Early = { tenant, kept: withKept(earlyOf(state, tenant), fact) };
  return { ...state, early: [...state.early.filter((each) => each.tenant !== tenant), kept] };
};

/**
 * The number proves to be this tenant's: what it told early waits as every fact does, and what
 * others told of a number that was not theirs counts for nobody.
 */
export const owned = (state: Awaited, tenant: string): Awaited => {
  if (state.early.length === 0) return state;
  const own = earlyOf(state, tenant).filter(
    (fact) =>
      keptFact(state.kept, factKey(fact)) === undefined && !isSeen(state.seen, factKey(fact)),
  );
  return { ...state, kept: own.reduce(withKept, state.kept), early: [] };
};
