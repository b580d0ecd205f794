import { isRefusal, never } from '#kernel';
import type { OrderFact } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { factContent, factKey, factsSettledBy, withContentOf } from '../../state/facts.js';
import type { Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { tellMore } from '../exceptions.js';
import { cancelOrder } from '../cancel.js';
import { paymentCorrected } from '../payments/correct-payment.js';
import { refusal } from '../shipments/refusal.js';
import { cameBack } from '../returns/returns.js';
import { followedAgain } from '../shipments/follow.js';
import { inTurn } from '../in-turn.js';
import { shipmentFact } from './shipment-fact.js';

const effectsOf = (
  state: Placed,
  fact: OrderFact,
  now: number | undefined,
): readonly OrderEvent[] => {
  switch (fact.type) {
    case 'order.record-payment':
      return [{ type: 'payment.recorded', data: fact.data }];
    case 'order.correct-payment':
      return paymentCorrected(state, fact);
    case 'order.record-dispatch':
    case 'order.record-scan':
      return shipmentFact(state, fact);
    case 'order.record-refusal':
      return refusal(state, fact);
    case 'order.record-return':
      return inTurn(state, (before) => cameBack(before, fact, now), followedAgain);
    case 'order.raise-exception': {
      const { exception, line, reason } = fact.data;
      return tellMore(state, exception, reason, line);
    }
    case 'order.cancel': {
      const answer = cancelOrder(state, fact, false);
      return isRefusal(answer) ? nothing : answer;
    }
    default:
      return never(fact);
  }
};

/** What a fact that is ready does to the order, and that it is done with. */
export const applied = (state: Placed, fact: OrderFact, now?: number): readonly OrderEvent[] => {
  const effects = effectsOf(state, fact, now);
  const key = factKey(fact);
  const settles = (event: OrderEvent): boolean => factsSettledBy(event).includes(key);
  // The lines of a return that are not booked go on waiting.
  if (effects.some((event) => event.type === 'line.returned' && event.data.isPart === true)) {
    return effects.map((event) => withContentOf(event, fact));
  }
  return effects.some(settles)
    ? effects.map((event) => (settles(event) ? withContentOf(event, fact) : event))
    : [...effects, { type: 'fact.applied', data: { fact: key, content: factContent(fact) } }];
};
