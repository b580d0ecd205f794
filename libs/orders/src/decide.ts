import { isRefusal, never, refuse } from '#kernel';
import type { Moment } from '#kernel';
import type { Claim } from './message/body.js';
import type { OrderCommand, OrderFact, PlaceOrder } from './commands.js';
import { nothing } from './decide/outcome.js';
import type { Outcome } from './decide/outcome.js';
import { recordConcerns } from './decide/concerns.js';
import { acceptChange, dismissChange } from './decide/edits/channel-change.js';
import { correctReturn } from './decide/returns/correct-return.js';
import { editOrder } from './decide/edits/edit.js';
import { undoCancel } from './decide/undo-cancel.js';
import { releaseAnyway } from './decide/releases/release-anyway.js';
import { holdOrder, releaseHold } from './decide/hold.js';
import { resolveException } from './decide/exceptions.js';
import { place, placeAgain } from './decide/place.js';
import { settled } from './decide/settle.js';
import { recordShipment } from './decide/shipments/record-shipment.js';
import { recordStock, reserveAgain } from './decide/stock.js';
import { deadlineReached } from './decide/deadlines.js';
import { ownExceptions } from './attention/own-exceptions.js';
import type { Awaited, OrderState, Placed } from './state.js';
import { factToAwaited, factToPlaced } from './decide/facts/record-fact.js';

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

/** It would end in the same moment, or hide what the order has to tell. */
const isReserved = (command: OrderCommand): boolean =>
  command.type === 'order.raise-exception' && ownExceptions.has(command.data.exception);

const reserved = (): Outcome =>
  refuse(
    'exception_reserved',
    'the order raises this exception itself, and ends it when the books agree: give it a name of ' +
      'your own',
    'exception',
  );

const unknown = (): Outcome => refuse('order_not_found', 'no order has this number');

const toAwaited = (command: OrderCommand, state: Awaited, moment: Moment): Outcome => {
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

const toPlaced = (command: OrderCommand, state: Placed, moment: Moment): Outcome => {
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

const collided = (claim: Claim, message: Claiming): Outcome =>
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
export const decide = (command: OrderCommand, state: OrderState, moment: Moment): Outcome => {
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
