import { instant, remembering } from '#kernel';
import type { ScanStatus, ShipmentFact } from '#orders';

/** Of two facts of one moment, the one with the higher rank stands later. */
const ranks: Readonly<Record<ScanStatus | 'dispatch', number>> = {
  unknown: 0,
  label_created: 0,
  dispatch: 1,
  in_transit: 2,
  out_for_delivery: 3,
  delivery_failed: 4,
  lost: 5,
  returned_to_sender: 6,
  delivered: 7,
};

const wordOf = (fact: ShipmentFact): ScanStatus | 'dispatch' =>
  fact.kind === 'dispatch' ? 'dispatch' : fact.status;

/** Where a fact stands among those of its shipment and moment; then they stand by id. */
export const rankOf = (fact: ShipmentFact): number => ranks[wordOf(fact)];

const moments = remembering<ShipmentFact, number>();

/** Epoch milliseconds of its occurrence: read once, as every fold of an order asks for it. */
export const momentOf = (fact: ShipmentFact): number => {
  const known = moments.get(fact) ?? instant(fact.at);
  moments.set(fact, known);
  return known;
};

/** By occurred time, rank, id: one order for every order of arrival. */
export const compareFacts = (left: ShipmentFact, right: ShipmentFact): number =>
  momentOf(left) - momentOf(right) ||
  rankOf(left) - rankOf(right) ||
  (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);

const holds = (facts: readonly ShipmentFact[], { kind, id }: ShipmentFact): boolean =>
  facts.some((known) => known.kind === kind && known.id === id);

/** With this fact at its place; one that is known stands as it came first. */
export const withFact = <F extends ShipmentFact>(facts: readonly F[], fact: F): readonly F[] => {
  if (holds(facts, fact)) return facts;
  const place = facts.findLastIndex((known) => compareFacts(known, fact) <= 0) + 1;
  return facts.toSpliced(place, 0, fact);
};

/** Whether it says that units have left the node: labels and unknown words move nothing. */
export const saysGone = (fact: ShipmentFact): boolean =>
  fact.kind === 'dispatch' || (fact.status !== 'label_created' && fact.status !== 'unknown');
