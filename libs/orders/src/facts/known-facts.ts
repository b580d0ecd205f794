import type { Content } from '#kernel';
import type { OrderEvent } from '../events.js';
import { earlyOf } from '../evolve/early.js';
import type { OrderState } from '../state.js';
import {
  seenBy,
  factsSettledBy,
  factKey,
  factContent,
  keptFact,
  seenFact,
} from '../state/facts.js';
import type { Seen } from '../state/facts.js';

/** The facts that an event records, and what they say where the log tells it. */
export const factsIn = (event: OrderEvent): readonly Seen[] => {
  if (event.type !== 'fact.kept') return seenBy(event, factsSettledBy(event));
  const { fact } = event.data;
  return [{ fact: factKey(fact), content: factContent(fact) }];
};

/** What is known under the key of a fact; of what came by number alone its teller's. */
export const factsKnown = (
  state: OrderState,
  key: string,
  tenant: string | undefined,
): readonly Content[] => {
  const early = state.stage === 'awaited' && tenant !== undefined ? earlyOf(state, tenant) : [];
  const kept = [keptFact(state.kept, key), keptFact(early, key)].flatMap((fact) => fact ?? []);
  return [...kept.map(factContent), seenFact(state.seen, key)?.content].filter(
    (content) => content !== undefined,
  );
};
