/**
 * How much one order may be told of its shipments. All of its facts lie in one document and are
 * folded together with each new one, and what is told of a shipment travels to its order in one
 * message: far more than any order is told, and less than an inbox or a log can hold. What is
 * beyond is rejected and listed.
 */
import { jsonBytes, refuseFact, sumOfBytes } from '#kernel';
import type { Refusal } from '#kernel';
import type { ShipmentFact } from '#orders';
import type { ShippingEvent } from './events.js';
import type { ShippingState } from './state.js';

interface Most {
  readonly count: number;
  readonly bytes: number;
}

const factsMax: Most = { count: 12_000, bytes: 8_388_608 };

/** Of one teller, for shipments that nobody has planned: a plan tells all of it to the order. */
const waitingMax = { count: 2_000, bytes: 131_072, tellers: 16 } as const;

/** With its lines once more, and its envelope, it fits an inbox record of 1 MiB. */
const newsBytesMax = 700_000;

type Full = Refusal<'facts_too_many' | 'parcels_too_large'>;

const full = (detail: string): Full => refuseFact('facts_too_many', detail);

const fits = (
  facts: readonly ShipmentFact[],
  fact: ShipmentFact,
  { count, bytes }: Most,
): boolean => facts.length < count && sumOfBytes(facts) + jsonBytes(fact) <= bytes;

/** Why a fact of what is planned cannot be recorded; undefined: it can. */
export const factsFull = (
  { shipments, wide }: ShippingState,
  fact: ShipmentFact,
): Full | undefined => {
  const all = [...shipments.flatMap(({ facts }) => facts), ...wide];
  return fits(all, fact, factsMax)
    ? undefined
    : full(
        `the order has ${all.length} facts about its shipments; no more than ` +
          `${factsMax.count} of together ${factsMax.bytes} bytes are kept`,
      );
};

/** The same for a fact that waits for its shipment. */
export const waitingFull = (
  { waiting }: ShippingState,
  tenant: string | undefined,
  fact: ShipmentFact,
): Full | undefined => {
  const own = waiting.filter((each) => each.tenant === tenant);
  const tellers = new Set(waiting.map((each) => each.tenant));
  const hasPlace = tellers.has(tenant) || tellers.size < waitingMax.tellers;
  return hasPlace &&
    fits(
      own.flatMap(({ facts }) => facts),
      fact,
      waitingMax,
    )
    ? undefined
    : full(
        `no more than ${waitingMax.count} facts of together ${waitingMax.bytes} bytes wait for ` +
          'shipments that are not planned',
      );
};

/** Why what follows cannot be told to the order; undefined: it can. */
export const newsTooLarge = (events: readonly ShippingEvent[]): Full | undefined => {
  const large = events
    .flatMap(({ data }) => ('news' in data && data.news !== undefined ? [data.news] : []))
    .find((news) => jsonBytes(news) > newsBytesMax);
  return large === undefined
    ? undefined
    : refuseFact(
        'parcels_too_large',
        `with this the parcels of ${large.shipment} would take more than ${newsBytesMax} bytes`,
      );
};
