import { isRefusal, never } from '#kernel';
import type { OrderFact, RecordDispatch, RecordScan } from '../commands.js';
import type { OrderEvent, ReleasedTo } from '../events.js';
import type { FactScope, ShipmentFact } from '../message/parcels.js';
import type { LineQuantity } from '../message/quantities.js';
import {
  factContent,
  factKey,
  factsSettledBy,
  hasShipmentFacts,
  isSeen,
  voidKey,
  withContentOf,
} from '../facts/facts.js';
import { shipmentOf } from '../state.js';
import type { Placed } from '../state.js';
import { tallyOf } from '../units/tally.js';
import { nothing, quantitiesOf, tellMore } from './answer.js';
import { cancelOrder } from './cancel.js';
import { canCorrect, paymentCorrected } from './money/paid.js';
import { isDeparture, neededFor, needing, reachOf } from './shipments/reach.js';
import type { Reach, Share } from './shipments/reach.js';
import { refusal } from './shipments/refusal.js';
import { askedAgain, released, shipmentsOf } from './shipments/release.js';
import { cameBack, canReturn } from './returns/returns.js';
import { followedAgain, shippedAfterCancel } from './shipments/shipment.js';
import { inTurn } from './turn.js';

const isAnswered = ({ lines }: Placed): boolean => tallyOf(lines).awaiting === 0;

/** A fact about shipments: it needs the stock's answers first. */
export const waitsForStock = ({ type }: OrderFact): boolean =>
  type === 'order.record-dispatch' ||
  type === 'order.record-scan' ||
  type === 'order.record-refusal';

/**
 * What the order is told to take back waits for no shipment: shipping, which has the correction,
 * sees that they match.
 */
const isTakenBack = ({ shipments, seen }: Placed, id: string): boolean =>
  shipments.length > 0 && isSeen(seen, voidKey(id));

/**
 * Whether a fact has what it needs. Facts about shipments wait for the stock's answers, returns
 * for their units; a cancel is decided when it comes, but not before those about shipments that
 * came before it, and neither is a refusal, once they have the stock's.
 */
export const isReady = (state: Placed, fact: OrderFact, isBehindShipments: boolean): boolean => {
  switch (fact.type) {
    case 'order.record-payment':
    case 'order.raise-exception':
      return true;
    case 'order.record-dispatch':
    case 'order.record-scan': {
      const { scope, fact: told } = fact.data;
      if (scope.shipment !== undefined) {
        return shipmentOf(state, scope.shipment) !== undefined || isTakenBack(state, told.id);
      }
      // One that was taken back stands in its shipments all the same, for who takes back that.
      const isShared = told.kind === 'dispatch' && told.corrects === undefined;
      return isAnswered(state) || !(isShared || isDeparture(state, told));
    }
    case 'order.correct-payment':
      return canCorrect(state, fact);
    case 'order.record-refusal':
      return isAnswered(state) && state.asking.length === 0;
    case 'order.record-return':
      return canReturn(state, fact);
    case 'order.cancel':
      return state.asking.length === 0 && (isAnswered(state) || !isBehindShipments);
    default:
      return never(fact);
  }
};

/** A part of a dispatch; what forced scans name is of their shipment. */
const sharedAs = (fact: ShipmentFact, lines: readonly LineQuantity[]): ShipmentFact =>
  fact.kind === 'dispatch' ? { ...fact, lines, shared: true } : { ...fact, lines };

/** That it is a part of another is for the order to say: whoever else says so is not heard. */
const unshared = (fact: ShipmentFact): ShipmentFact => {
  if (fact.shared === undefined) return fact;
  const { shared: _shared, ...own } = fact;
  return own;
};

/** What a dispatch of lines or of all means in each shipment that has its units. */
const shared = (
  shares: readonly Share[],
  planned: readonly ReleasedTo[],
  isWhole: boolean,
  fact: ShipmentFact,
): readonly { readonly shipment: string; readonly fact: ShipmentFact }[] => {
  // Those that get units first: a dispatch of all finds something, and is told of no others.
  const named = new Map<string, readonly LineQuantity[]>();
  for (const { shipment, moves } of planned) named.set(shipment, moves);
  for (const { shipment, lines = [] } of shares) {
    named.set(shipment, [...lines, ...(named.get(shipment) ?? [])]);
  }
  return [...named].map(([shipment, lines]) => ({
    shipment,
    fact: isWhole ? fact : sharedAs(fact, quantitiesOf(lines)),
  }));
};

/** A scan speaks of the whole order, or of its node or lines there: shipping knows its parcels. */
const scoped = ({ node, lines }: FactScope, fact: ShipmentFact): ShipmentFact => ({
  ...fact,
  ...(lines !== undefined && { lines }),
  ...(node !== undefined && { node }),
});

/**
 * What of a dispatch the order does not have is told all the same: shipping knows it, so that it
 * can be corrected, and finds it once the order has it.
 */
const unmatched = (
  number: string,
  scope: FactScope,
  fact: ShipmentFact,
  { shares, missing }: Reach,
  planned: readonly ReleasedTo[],
): readonly { readonly shipment: string; readonly fact: ShipmentFact }[] => {
  if (shares.length + planned.length === 0) {
    return [{ shipment: number, fact: scoped(scope, fact) }];
  }
  return missing.length === 0
    ? []
    : [{ shipment: number, fact: { ...fact, lines: quantitiesOf(missing) } }];
};

const linesOf = ({ lines }: FactScope): FactScope => (lines === undefined ? {} : { lines });

/**
 * The first dispatch that is told finds all that was opened for it, unless a node may have sent
 * something under its id; a scan of what was dispatched finds and takes back nothing: shipping has
 * nothing to give back after them.
 */
const isPlain = (state: Placed, fact: ShipmentFact, opens: boolean): boolean => {
  if (fact.corrects !== undefined) return false;
  if (fact.kind === 'scan') {
    return (
      !opens &&
      state.asking.length === 0 &&
      state.shipments.every(
        (one) => !one.opened || one.parcels.every(({ dispatchedAt }) => dispatchedAt !== undefined),
      )
    );
  }
  return (
    isDeparture(state, fact) &&
    !hasShipmentFacts(state.seen) &&
    state.shipments.every((one) => one.opened)
  );
};

const shipmentFact = (
  state: Placed,
  told: RecordDispatch | RecordScan,
  hasOpened = false,
): readonly OrderEvent[] => {
  const { scope } = told.data;
  const fact = unshared(told.data.fact);
  const { shipment } = scope;
  const accepted = (
    { shipments }: Placed,
    facts: readonly { readonly shipment: string; readonly fact: ShipmentFact }[],
    opens: boolean,
  ): readonly OrderEvent[] => {
    const settles =
      shipments.some((one) => one.opened) && !isPlain(state, fact, opens || hasOpened);
    return facts.length === 0
      ? nothing
      : [{ type: 'shipment-fact.accepted', data: { facts, ...(settles && { settles: fact.id }) } }];
  };
  const needed = neededFor(state, scope, fact);
  if (needed.length > 0) {
    return inTurn(
      state,
      (now) => released(now, shipmentsOf(now, needed, 'fact')),
      (now) => shipmentFact(now, told, true),
    );
  }
  if (shipment !== undefined) {
    const again = askedAgain(needing(state, scope, fact), []);
    return inTurn(
      state,
      (now) => released(now, again),
      (now) => accepted(now, [{ shipment, fact: scoped(linesOf(scope), fact) }], again.length > 0),
    );
  }
  const reach = reachOf(state, scope, fact);
  const { shares, moves } = reach;
  const planned = shipmentsOf(state, moves, 'fact');
  const isWhole = (scope.lines ?? fact.lines) === undefined;
  const isShared = fact.kind === 'dispatch' && fact.corrects === undefined;
  const isTold = !isShared || shares.length + planned.length > 0;
  const again = isTold ? askedAgain(needing(state, scope, fact), planned) : [];
  const opens = planned.length + again.length > 0;
  return inTurn(
    state,
    (now) => released(now, [...planned, ...again]),
    (now) => {
      if (isShared) {
        return accepted(
          now,
          [
            ...shared(shares, planned, isWhole, fact),
            ...unmatched(now.number, scope, fact, reach, planned),
          ],
          opens,
        );
      }
      // What may go to a node only because it has left, has left: that is said of it by itself.
      const forced = planned.filter((one) => one.moves.some(({ from }) => from !== 'reserved'));
      return accepted(
        now,
        [...shared([], forced, isWhole, fact), { shipment: now.number, fact: scoped(scope, fact) }],
        opens,
      );
    },
    (now) => (moves.some(({ from }) => from === 'cancelled') ? shippedAfterCancel(now) : nothing),
  );
};

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
