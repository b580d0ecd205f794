/** What of orders people must look at. */
import { placeOf, waitingFactsShown } from '#kernel';
import type { Matter, Recorded, WaitingFact } from '#kernel';
import type { OrderFact } from '../commands.js';
import type { OrderEvent } from '../events.js';
import { exceptionKey } from '../state/facts.js';
import type { OrderState, Placed } from '../state.js';

/** What a tenant has told of a number under which it has no order. */
export interface EarlyFacts {
  /** Of the first one. */
  readonly place: string;
  readonly count: number;
  /** The newest ones. */
  readonly facts: readonly WaitingFact[];
}

type EarlyByTenant = Readonly<Record<string, EarlyFacts>>;

const without = <V>(record: Readonly<Record<string, V>>, name: string): Record<string, V> =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));

const shown = ({ type, data }: OrderFact): WaitingFact => {
  const { id, at } = 'fact' in data ? data.fact : { id: undefined, at: undefined, ...data };
  return { message: type, id, at };
};

const reported = (
  early: EarlyByTenant,
  fact: OrderFact,
  recorded: Recorded<OrderEvent>,
): EarlyByTenant => {
  const { tenant } = recorded;
  const { place, count, facts } = (Object.hasOwn(early, tenant) ? early[tenant] : undefined) ?? {
    place: placeOf(recorded),
    count: 0,
    facts: [],
  };
  const now: EarlyFacts = {
    place,
    count: count + 1,
    facts: [...facts, shown(fact)].slice(-waitingFactsShown),
  };
  return Object.fromEntries([...Object.entries(without(early, tenant)), [tenant, now]]);
};

/**
 * The order ends the waiting of its own tenant's facts. What others have told of its number stays
 * theirs to look at: they have no such order.
 */
export const earlyAfter = (
  early: EarlyByTenant,
  recorded: Recorded<OrderEvent>,
  isAwaited: boolean,
): EarlyByTenant => {
  const { event, tenant } = recorded;
  if (event.type === 'order.placed') return without(early, tenant);
  if (!isAwaited) return early;
  if (event.type === 'fact.kept') return reported(early, event.data.fact, recorded);
  return event.type === 'payment.recorded'
    ? reported(early, { type: 'order.record-payment', data: event.data }, recorded)
    : early;
};

export const withoutEarly = (
  early: EarlyByTenant,
  { tenant, place }: Pick<Matter, 'tenant' | 'place'>,
): EarlyByTenant =>
  Object.fromEntries(
    Object.entries(early).filter(([name, facts]) => name !== tenant || facts.place !== place),
  );

export const earlyMatters = (
  number: string,
  { claim }: OrderState,
  early: EarlyByTenant,
): readonly Matter[] =>
  Object.entries(early).map(([tenant, { place, count, facts }]) => ({
    tenant,
    place,
    kind: 'early-facts',
    code: 'order-not-placed',
    detail:
      `${count === 1 ? '1 fact' : `${count} facts`} came for ${number}: no order was placed ` +
      'under it',
    about: {
      omsNumber: number,
      ...(claim?.tenant === tenant && { channel: claim.channel, channelRef: claim.channelRef }),
    },
    facts,
  }));

export const exceptionMatters = (
  tenant: string,
  { number, claim, exceptions }: Placed,
  since: Readonly<Record<string, string>>,
): readonly Matter[] =>
  exceptions.flatMap(({ exception, line, reason }) => {
    const place = since[exceptionKey(exception, line)];
    return place === undefined
      ? []
      : [
          {
            tenant,
            place,
            kind: 'exception',
            code: exception,
            detail: reason,
            about: {
              omsNumber: number,
              channel: claim.channel,
              channelRef: claim.channelRef,
              ...(line !== undefined && { line }),
            },
          },
        ];
  });
