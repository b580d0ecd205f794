import { never } from '#kernel';
import type { OrderFact } from '../../commands.js';
import { isSeen, voidKey } from '../../state/facts.js';
import { shipmentOf } from '../../state.js';
import type { Placed } from '../../state.js';
import { tallyOf } from '../../state/tally.js';
import { canCorrect } from '../payments/correct-payment.js';
import { canReturn } from '../returns/returns.js';
import { isDeparture } from '../shipments/needed.js';

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
      const { scope, fact: reported } = fact.data;
      if (scope.shipment !== undefined) {
        return shipmentOf(state, scope.shipment) !== undefined || isTakenBack(state, reported.id);
      }
      // One that was taken back stands in its shipments all the same, for who takes back that.
      const isShared = reported.kind === 'dispatch' && reported.corrects === undefined;
      return isAnswered(state) || !(isShared || isDeparture(state, reported));
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
