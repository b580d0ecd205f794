import { instant, instantText } from '#kernel';
import type { ScanStatus, ShipmentFact, ShipmentStatus } from '#orders';

/** What a shipment's facts come to; all of it is a function of their set, not of how they came. */
interface Journey {
  /** Absent while no fact says that the parcel has left. */
  readonly status?: ShipmentStatus;
  readonly carrier?: string;
  readonly tracking?: string;
  readonly dispatchedAt?: string;
  readonly deliveredAt?: string;
}

/** Of two facts of one moment, the one with the higher rank stands later. */
const ranks: Readonly<Record<ScanStatus | 'dispatch', number>> = {
  label_created: 0, dispatch: 1, in_transit: 2, out_for_delivery: 3, delivery_failed: 4, lost: 5,
  returned_to_sender: 6, delivered: 7,
};

/**
 * How far a status is on the way. A fact moves a parcel on, or to and fro between the depot and the
 * door, never back: a lost one may come home or be delivered; only a correction undoes a delivery.
 */
const stretches: Readonly<Record<ScanStatus | 'dispatch', number>> = {
  label_created: 0, dispatch: 1, in_transit: 2, out_for_delivery: 2, delivery_failed: 2, lost: 3,
  returned_to_sender: 4, delivered: 5,
};
const onTheRoad = stretches.in_transit;

const wordOf = (fact: ShipmentFact): ScanStatus | 'dispatch' =>
  fact.kind === 'dispatch' ? 'dispatch' : fact.status;

/** By occurred time, rank, id: one order for every order of arrival. */
const compare = (left: ShipmentFact, right: ShipmentFact): number =>
  instant(left.at) - instant(right.at)
  || ranks[wordOf(left)] - ranks[wordOf(right)]
  || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);

export const holds = (facts: readonly ShipmentFact[], { kind, id }: ShipmentFact): boolean =>
  facts.some((known) => known.kind === kind && known.id === id);

/** With this fact at its place; one that is known stands as it came first. */
export const withFact = <F extends ShipmentFact>(facts: readonly F[], fact: F): readonly F[] => {
  if (holds(facts, fact)) return facts;
  const place = facts.findLastIndex((known) => compare(known, fact) <= 0) + 1;
  return facts.toSpliced(place, 0, fact);
};

/**
 * Ids of the scans that another scan voids, also of such as have not come yet. One that names
 * itself voids nothing.
 */
export const voidedBy = (facts: readonly ShipmentFact[]): ReadonlySet<string> => {
  const voided = new Set<string>();
  for (const fact of facts) {
    if (fact.kind !== 'scan' || fact.corrects === undefined) continue;
    if (fact.corrects !== fact.id) voided.add(fact.corrects);
  }
  return voided;
};

const statusAfter = (word: ScanStatus | 'dispatch'): ShipmentStatus | undefined => {
  if (word === 'dispatch') return 'dispatched';
  return word === 'label_created' ? undefined : word;
};

const inUtc = (at: string): string => instantText(instant(at));

/** Facts in their order, as `withFact` keeps them. */
export const journeyOf = (facts: readonly ShipmentFact[]): Journey => {
  const voided = voidedBy(facts);
  let stretch = 0;
  let journey: Journey = {};
  for (const fact of facts) {
    if (fact.kind === 'scan' && voided.has(fact.id)) continue;
    if (fact.kind === 'dispatch') {
      const { carrier = fact.carrier, tracking = fact.tracking } = journey;
      const { dispatchedAt = inUtc(fact.at) } = journey;
      journey = { ...journey, carrier, tracking, dispatchedAt };
    }
    const word = wordOf(fact);
    const next = stretches[word];
    if (next > stretch || (next === stretch && next === onTheRoad)) {
      stretch = next;
      journey = { ...journey, status: statusAfter(word) };
      if (word === 'delivered') journey = { ...journey, deliveredAt: inUtc(fact.at) };
    }
  }
  return journey;
};
