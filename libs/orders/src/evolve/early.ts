import { remembering } from '#kernel';
import type { OrderFact } from '../commands.js';
import { factKey, isSeen, keptFact, withKept } from '../facts.js';
import type { Awaited, Early } from '../state.js';

export const earlyOf = ({ early }: Awaited, tenant: string): readonly OrderFact[] =>
  early.find((each) => each.tenant === tenant)?.kept ?? [];

/**
 * What may wait for an order that nobody has placed: anybody may tell facts of any number, and all
 * of them lie in one document. The first one of a number has room whatever its size.
 */
const earlyMax = { facts: 4_000, chars: 1_048_576 } as const;

const sizes = remembering<OrderFact, number>();

const charsOf = (fact: OrderFact): number => {
  const known = sizes.get(fact);
  if (known !== undefined) return known;
  const chars = JSON.stringify(fact).length;
  sizes.set(fact, chars);
  return chars;
};

/** Whether a fact can wait with those that do. */
export const hasRoom = ({ early, kept }: Awaited, fact: OrderFact): boolean => {
  const waiting = [...kept, ...early.flatMap((each) => each.kept)];
  if (waiting.length === 0) return true;
  if (waiting.length >= earlyMax.facts) return false;
  let chars = charsOf(fact);
  for (const each of waiting) chars += charsOf(each);
  return chars <= earlyMax.chars;
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
  const own = earlyOf(state, tenant)
    .filter((fact) => keptFact(state.kept, factKey(fact)) === undefined
      && !isSeen(state.seen, factKey(fact)));
  return { ...state, kept: own.reduce(withKept, state.kept), early: [] };
};
