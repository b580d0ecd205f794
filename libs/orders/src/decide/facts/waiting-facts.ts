/** Facts that waited for what they needed, one after the other in the order of their coming. */
import { Overflow, sumOfBytes } from '#kernel';
import type { OrderFact } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { factKey } from '../../state/facts.js';
import type { Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { raise } from '../exceptions.js';
import { applied } from './apply.js';
import { isReady, waitsForStock } from './ready.js';
import { reportedBytes, reportedBytesMax } from '../room.js';

/** Nothing else of the order waits for a fact that can never be applied: people are told of it. */
const rejected = (state: Placed, fact: OrderFact, why: string): readonly OrderEvent[] => [
  { type: 'fact.applied', data: { fact: factKey(fact) } },
  ...raise(state, 'fact-rejected', `${factKey(fact)} is not applied: ${why}`),
];

/** It may mean something for each shipment of the order, and tell all of it. */
const isReported = (fact: OrderFact): boolean =>
  waitsForStock(fact) || fact.type === 'order.record-return';

const tooMuch =
  `with it what waited would tell shipments more than ${reportedBytesMax} bytes at once; ` +
  'tell it again, and others that waited with it, of one shipment or node each';

/** Where much is told already nobody works out what one means that hardly fits. */
const hardlyFits = (state: Placed, fact: OrderFact, bytes: number): boolean =>
  2 * bytes > reportedBytesMax && bytes + reportedBytes(state, fact) > reportedBytesMax;

const appliedOrReported = (
  state: Placed,
  fact: OrderFact,
  bytes: number,
): readonly OrderEvent[] => {
  try {
    if (isReported(fact) && hardlyFits(state, fact, bytes)) return rejected(state, fact, tooMuch);
    const events = applied(state, fact);
    return isReported(fact) && bytes + sumOfBytes(events) > reportedBytesMax
      ? rejected(state, fact, tooMuch)
      : events;
  } catch (error) {
    if (!(error instanceof Overflow)) throw error;
    return rejected(state, fact, error.message);
  }
};

/** The first that has what it needs now. `bytes`: of what has followed from the same answer. */
export const keptFact = (state: Placed, bytes: number): readonly OrderEvent[] => {
  let isBehindShipments = false;
  for (const fact of state.kept) {
    if (isReady(state, fact, isBehindShipments)) return appliedOrReported(state, fact, bytes);
    isBehindShipments ||= waitsForStock(fact);
  }
  return nothing;
};
