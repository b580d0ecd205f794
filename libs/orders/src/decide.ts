import {
  differingFields,
  idConflict,
  instantText,
  isRefusal,
  never,
  refuse,
  refuseFact,
} from '#kernel';
import type { Moment } from '#kernel';
import type { Claim } from './message/body.js';
import type { OrderCommand, OrderFact, PlaceOrder } from './commands.js';
import type { OrderEvent } from './events.js';
import { applied, isReady, waitsForStock } from './decide/apply.js';
import { nothing } from './decide/answer.js';
import type { Answer } from './decide/answer.js';
import { recordConcerns } from './decide/concerns.js';
import { cancelOrder } from './decide/cancel.js';
import { acceptChange, dismissChange } from './decide/edits/channel-change.js';
import { correctReturn } from './decide/returns/correct-return.js';
import { editOrder } from './decide/edits/edit.js';
import {
  holdOrder,
  releaseAnyway,
  releaseHold,
  resolveException,
  undoCancel,
} from './decide/people.js';
import { paymentUnknown } from './decide/money/paid.js';
import { idOfParcel } from './decide/shipments/parcel-ids.js';
import { place, placeAgain } from './decide/place.js';
import { isInPart } from './decide/returns/returns.js';
import { fullFor } from './decide/edits/room.js';
import { settled } from './decide/money/settle.js';
import { recordShipment } from './decide/shipments/shipment.js';
import { recordStock, reserveAgain } from './decide/stock.js';
import { deadlineReached } from './decide/time.js';
import { earlyOf, hasRoom } from './evolve/early.js';
import { factContent, factKey, isSeen, keptFact, otherKindKey, seenFact } from './facts/facts.js';
import { ownExceptions } from './attention/own-exceptions.js';
import type { Awaited, OrderState, Placed } from './state.js';

type Claiming = PlaceOrder | OrderFact;

const isClaiming = (command: OrderCommand): command is Claiming => {
  switch (command.type) {
    case 'order.place':
    case 'order.cancel':
    case 'order.record-payment':
    case 'order.correct-payment':
    case 'order.record-dispatch':
    case 'order.record-scan':
    case 'order.record-refusal':
    case 'order.record-return':
    case 'order.raise-exception':
      return true;
    default:
      return false;
  }
};

/** The number belongs to another reference, for ever: the message goes on to its next number. */
const collision = (state: OrderState, claim: Claim | undefined): Claim | undefined => {
  const owner = state.claim;
  if (claim === undefined || owner === undefined) return undefined;
  const isSame =
    owner.tenant === claim.tenant &&
    owner.channel === claim.channel &&
    owner.channelRef === claim.channelRef;
  return isSame ? undefined : claim;
};

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
const answerAgain = (fact: OrderFact, known: 'same' | readonly string[]): Answer =>
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
const factToAwaited = (state: Awaited, fact: OrderFact, moment: Moment): Answer => {
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

const factToPlaced = (state: Placed, fact: OrderFact, moment: Moment): Answer => {
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

/** It would end in the same moment, or hide what the order has to tell. */
const isReserved = (command: OrderCommand): boolean =>
  command.type === 'order.raise-exception' && ownExceptions.has(command.data.exception);

const reserved = (): Answer =>
  refuse(
    'exception_reserved',
    'the order raises this exception itself, and ends it when the books agree: give it a name of ' +
      'your own',
    'exception',
  );

const unknown = (): Answer => refuse('order_not_found', 'no order has this number');

const toAwaited = (command: OrderCommand, state: Awaited, moment: Moment): Answer => {
  if (command.type === 'order.place') return place(command, moment);
  if (isClaiming(command)) return factToAwaited(state, command, moment);
  switch (command.type) {
    case 'order.hold':
    case 'order.release-hold':
    case 'order.resolve':
    case 'order.edit':
    case 'order.undo-cancel':
    case 'order.release-anyway':
    case 'order.accept-change':
    case 'order.dismiss-change':
    case 'order.correct-return':
    case 'order.reserve-again':
      return unknown();
    case 'order.record-stock':
    case 'order.record-shipment':
    case 'order.record-concerns':
    case 'order.deadline-reached':
      return nothing;
    default:
      return never(command);
  }
};

const toPlaced = (command: OrderCommand, state: Placed, moment: Moment): Answer => {
  if (command.type === 'order.place') return placeAgain(state, command);
  if (isClaiming(command)) return factToPlaced(state, command, moment);
  switch (command.type) {
    case 'order.hold':
      return holdOrder(state, command);
    case 'order.release-hold':
      return releaseHold(state, command);
    case 'order.resolve':
      return resolveException(state, command);
    case 'order.reserve-again':
      return reserveAgain(state, command);
    case 'order.correct-return':
      return correctReturn(state, command);
    case 'order.edit':
      return editOrder(state, command);
    case 'order.undo-cancel':
      return undoCancel(state, command);
    case 'order.release-anyway':
      return releaseAnyway(state, command);
    case 'order.accept-change':
      return acceptChange(state, command);
    case 'order.dismiss-change':
      return dismissChange(state, command);
    case 'order.record-stock':
      return recordStock(state, command);
    case 'order.record-shipment':
      return recordShipment(state, command);
    case 'order.record-concerns':
      return recordConcerns(state, command);
    case 'order.deadline-reached':
      return deadlineReached(state, command, moment);
    default:
      return never(command);
  }
};

/** A number by itself is no pass: what comes in another tenant's name finds no order here. */
const isForeign = ({ claim }: OrderState, { tenant }: Moment): boolean =>
  claim !== undefined && tenant !== undefined && claim.tenant !== tenant;

/**
 * A collision is rarer than anything else that goes wrong: whose number is another reference's so
 * many times meets a number space that is full, and would go on for ever.
 */
const attemptsMax = 100;

const collided = (claim: Claim, message: Claiming): Answer =>
  claim.attempt + 1 < attemptsMax
    ? [{ type: 'number.collided', data: { claim, message } }]
    : refuse(
        'numbers_exhausted',
        `the numbers of ${attemptsMax} attempts belong to other references`,
      );

/**
 * Answers a command, with all that follows from it. A fact of its tenant that finds a number is
 * never refused, as long as there is room.
 */
export const decide = (command: OrderCommand, state: OrderState, moment: Moment): Answer => {
  if (isClaiming(command)) {
    const claim = collision(state, command.data.claim);
    if (claim !== undefined) return collided(claim, command);
  }
  if (isForeign(state, moment)) return unknown();
  if (isReserved(command)) return reserved();
  const answer =
    state.stage === 'awaited'
      ? toAwaited(command, state, moment)
      : toPlaced(command, state, moment);
  return isRefusal(answer) || answer.length === 0 ? answer : settled(answer, state, moment);
};
