import { differingFields, idConflict, refuseFact, isRefusal, instantText } from '#kernel';
import type { Moment } from '#kernel';
import type { OrderFact } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { earlyOf, hasRoom } from '../../evolve/early.js';
import {
  factKey,
  keptFact,
  seenFact,
  otherKindKey,
  isSeen,
  factContent,
} from '../../state/facts.js';
import type { OrderState, Awaited, Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { cancelOrder } from '../cancel.js';
import { fullFor } from '../room.js';
import { paymentUnknown } from '../payments/correct-payment.js';
import { isInPart } from '../returns/returns.js';
import { idOfParcel } from '../shipments/parcel-ids.js';
import { applied } from './apply.js';
import { isReady, waitsForStock } from './ready.js';

/** What is known under the key of a fact: nothing, the same, or something else (a conflict). */
const knownAs = (state: OrderState, fact: OrderFact): 'new' | 'same' | readonly string[] => {
  const key = factKey(fact);
  const kept = keptFact(state.kept, key);
  // A client that cancels twice says so twice; its retries are known by their command's id.
  const isNew =
    fact.type === 'order.cancel' && fact.data.id === undefined && fact.data.claim === undefined;
  const seen = isNew ? undefined : seenFact(state.seen, key);
  if (kept === undefined && seen === undefined) {
    const other = otherKindKey(fact);
    const isOther =
      other !== undefined &&
      (isSeen(state.seen, other) || keptFact(state.kept, other) !== undefined);
    return isOther ? ['kind'] : 'new';
  }
  const content = kept === undefined ? seen?.content : factContent(kept);
  const fields = content === undefined ? [] : differingFields(content, factContent(fact));
  return fields.length === 0 ? 'same' : fields;
};

const idOf = ({ data }: OrderFact): string => {
  if ('fact' in data) return data.fact.id;
  return 'corrects' in data ? data.corrects : (data.id ?? '');
};

/** The same again changes nothing; something else under the same id is told and changes nothing. */
const answerAgain = (fact: OrderFact, known: 'same' | readonly string[]): Outcome =>
  known === 'same' ? nothing : idConflict(fact.type, idOf(fact), known);

/** A return says when it was told: it counts for no goods that leave only later. */
const keep = (fact: OrderFact, { now }: Moment, tenant?: string): readonly OrderEvent[] => [
  {
    type: 'fact.kept',
    data: {
      fact,
      ...(tenant !== undefined && { tenant }),
      ...(fact.type === 'order.record-return' && { at: instantText(now) }),
    },
  },
];

/**
 * Who names an order by its reference claims the number. A number by itself is no pass: what is
 * told by it alone waits under its teller's tenant until the order shows whose it is.
 */
export const factToAwaited = (state: Awaited, fact: OrderFact, moment: Moment): Outcome => {
  const { tenant } = moment;
  const owner = state.claim ?? fact.data.claim;
  const isEarly = owner === undefined && tenant !== undefined;
  const known = knownAs(state, fact);
  // What its owner told by number alone came first, and stands, also against whoever claims it.
  const teller = owner?.tenant ?? tenant;
  const before =
    known === 'new' && teller !== undefined
      ? knownAs({ ...state, kept: earlyOf(state, teller) }, fact)
      : known;
  if (before !== 'new') return answerAgain(fact, before);
  if (!hasRoom(state, fact, isEarly ? tenant : undefined)) {
    return refuseFact(
      'early_facts_too_many',
      'no more facts of an order wait that was never placed',
    );
  }
  if (isEarly) return keep(fact, moment, tenant);
  return fact.type === 'order.record-payment'
    ? [{ type: 'payment.recorded', data: fact.data }]
    : keep(fact, moment);
};

export const factToPlaced = (state: Placed, fact: OrderFact, moment: Moment): Outcome => {
  const known = knownAs(state, fact);
  if (known !== 'new') return answerAgain(fact, known);
  const ofParcel = idOfParcel(state, fact);
  if (ofParcel !== undefined) return ofParcel;
  const unknownPayment = paymentUnknown(state, fact);
  if (unknownPayment !== undefined) return unknownPayment;
  const waits = !isReady(state, fact, state.kept.some(waitsForStock));
  const full = fullFor(state, fact, waits);
  if (full !== undefined) return full;
  if (waits) return keep(fact, moment);
  const isClients = fact.type === 'order.cancel' && fact.data.claim === undefined;
  const { now } = moment;
  if (isInPart(state, fact)) return [...keep(fact, moment), ...applied(state, fact, now)];
  if (!isClients) return applied(state, fact, now);
  const answer = cancelOrder(state, fact, true);
  return isRefusal(answer) || fact.data.id === undefined ? answer : applied(state, fact);
};
