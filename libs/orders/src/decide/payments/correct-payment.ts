/** Payment facts that were told by mistake: of another order, or of money that never moved. */
import { asProse, listed, refuse } from '#kernel';
import type { CorrectPayment, OrderFact } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { paymentFact } from '../../evolve/payments.js';
import { isSeen, reportedKey } from '../../state/facts.js';
import { openException } from '../../state.js';
import type { Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { namedMax, raiseAnew } from '../exceptions.js';

export const canCorrect = (state: Placed, { data }: CorrectPayment): boolean =>
  paymentFact(state, data.corrects) !== undefined;

export const paymentCorrected = (
  state: Placed,
  { data: { corrects, reason } }: CorrectPayment,
): readonly OrderEvent[] => {
  const reported = paymentFact(state, corrects);
  if (reported === undefined) return nothing;
  const { id, payment, status, amount } = reported;
  return [{ type: 'payment.corrected', data: { id, reason, payment, status, amount } }];
};

/** A person hears at once that nobody told of it; of a channel it waits until somebody has. */
export const paymentUnknown = (state: Placed, fact: OrderFact) =>
  fact.type === 'order.correct-payment' && fact.data.claim === undefined && !canCorrect(state, fact)
    ? refuse('payment_not_found', `no payment fact ${fact.data.corrects} was told`, 'corrects')
    : undefined;

const waiting = ({ kept }: Placed): readonly CorrectPayment[] =>
  kept.filter((fact) => fact.type === 'order.correct-payment');

export const isCorrectionWaiting = (state: Placed): boolean => waiting(state).length > 0;

/** Of all that wait and were told before, or are told now. */
const missing = (all: readonly CorrectPayment[]): string =>
  asProse(
    `taken back, and nobody has told of ${all.length === 1 ? 'it' : 'them'}: payment fact ` +
      listed(
        all.map(({ data: { corrects } }) => corrects),
        namedMax,
      ),
  );

/**
 * Each that waits is told once, with the others that do; who is told of already hears what is
 * missing still. Replayed history is nobody's to mend.
 */
export const paymentsUnmatched = (state: Placed): readonly OrderEvent[] => {
  if (!state.terms.policy.timers) return nothing;
  const exception = 'payment-unmatched';
  const all = waiting(state);
  const fresh = all.find(
    ({ data: { corrects } }) => !isSeen(state.seen, reportedKey(exception, corrects, '')),
  );
  const reported = openException(state, exception);
  const next =
    fresh ?? (reported === undefined || reported.reason === missing(all) ? undefined : all[0]);
  return next === undefined
    ? nothing
    : raiseAnew(state, { exception, reason: missing(all), fact: next.data.corrects });
};
