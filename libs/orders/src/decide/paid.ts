/** Payment facts that were told by mistake: of another order, or of money that never moved. */
import { asProse, refuse } from '#kernel';
import type { CorrectPayment, OrderFact } from '../commands.js';
import type { OrderEvent } from '../events.js';
import { paymentFact } from '../evolve/payments.js';
import { isSeen, toldKey } from '../facts.js';
import { standing } from '../state.js';
import type { Placed } from '../state.js';
import { nothing } from './answer.js';

export const canCorrect = (state: Placed, { data }: CorrectPayment): boolean =>
  paymentFact(state, data.corrects) !== undefined;

export const paymentCorrected = (
  state: Placed, { data: { corrects, reason } }: CorrectPayment,
): readonly OrderEvent[] => {
  const told = paymentFact(state, corrects);
  if (told === undefined) return nothing;
  const { id, payment, status, amount } = told;
  return [{ type: 'payment.corrected', data: { id, reason, payment, status, amount } }];
};

/** A person hears at once that nobody told of it; of a channel it waits until somebody has. */
export const paymentUnknown = (state: Placed, fact: OrderFact) =>
  (fact.type === 'order.correct-payment' && fact.data.claim === undefined
    && !canCorrect(state, fact)
    ? refuse('payment_not_found', `no payment fact ${fact.data.corrects} was told`, 'corrects')
    : undefined);

const waiting = ({ kept }: Placed): readonly CorrectPayment[] =>
  kept.filter((fact) => fact.type === 'order.correct-payment');

export const isCorrectionWaiting = (state: Placed): boolean => waiting(state).length > 0;

/** Each that waits is told once; replayed history is nobody's to mend. */
export const paymentsUnmatched = (state: Placed): readonly OrderEvent[] => {
  if (!state.terms.policy.timers || standing(state, 'payment-unmatched') !== undefined) {
    return nothing;
  }
  const next = waiting(state).find(({ data: { corrects } }) =>
    !isSeen(state.seen, toldKey('payment-unmatched', corrects, '')));
  if (next === undefined) return nothing;
  const { corrects } = next.data;
  const reason = `a payment fact ${corrects} was taken back, and nobody has told of it`;
  return [{ type: 'exception.raised', data: {
    exception: 'payment-unmatched', reason: asProse(reason), fact: corrects } }];
};
