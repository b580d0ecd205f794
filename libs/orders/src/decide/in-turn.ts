import { invariant } from '#kernel';
import type { OrderEvent } from '../events.js';
import { evolve } from '../evolve.js';
import type { OrderState, Placed } from '../state.js';
import { nothing } from './outcome.js';

export const folded = (state: OrderState, events: readonly OrderEvent[]): OrderState => {
  let next = state;
  for (const event of events) next = evolve(next, event);
  return next;
};

const foldedPlaced = (state: Placed, events: readonly OrderEvent[]): Placed => {
  const next = folded(state, events);
  invariant(next.stage !== 'awaited', 'a placed order stays placed');
  return next;
};

/** What several steps say one after the other, each on the state that the ones before have made. */
export const inTurn = (
  state: Placed,
  ...steps: readonly ((state: Placed) => readonly OrderEvent[])[]
): readonly OrderEvent[] => {
  let next = state;
  let said = nothing;
  for (const step of steps) {
    const events = step(next);
    if (events.length === 0) continue;
    said = [...said, ...events];
    next = foldedPlaced(next, events);
  }
  return said;
};
