import type { OrderFact } from '../commands.js';
import { factKey, isSeen, keptFact, withKept } from '../facts.js';
import type { Awaited, Early } from '../state.js';

export const earlyOf = ({ early }: Awaited, tenant: string): readonly OrderFact[] =>
  early.find((each) => each.tenant === tenant)?.kept ?? [];

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
  const own = earlyOf(state, tenant)
    .filter((fact) => keptFact(state.kept, factKey(fact)) === undefined
      && !isSeen(state.seen, factKey(fact)));
  return { ...state, kept: own.reduce(withKept, state.kept), early: [] };
};
