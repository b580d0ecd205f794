import { instant, keyOf, placeOf } from '#kernel';
import type { IndexEntry, Projection } from '#kernel';
import type { OrderEvent } from './events.js';
import { earlyAfter, earlyMatters, exceptionMatters, withoutEarly } from './attention/attention.js';
import type { EarlyFacts } from './attention/attention.js';
import { evolve } from './evolve.js';
import { exceptionKey } from './state/facts.js';
import { changedSort, customerIndexes } from './views/lists.js';
import { paymentOf } from './money/money.js';
import { personalOf, rowOf } from './views/row.js';
import type { OrderRow, PersonalRow } from './views/row.js';
import { initial } from './state.js';
import type { OrderState, Placed } from './state.js';
import { fulfilmentOf, lifecycleOf, slaOf } from './status/status.js';
import { timeline } from './views/timeline.js';

/** The order as its decider knows it, and when the view heard of it; some may only be awaited. */
export interface OrderDocument {
  readonly number: string;
  readonly tenant: string;
  /** Epoch milliseconds of the first and the newest event. */
  readonly firstSeen: number;
  readonly changed: number;
  /** The inbox offset that the newest event answers: it grows with each change in a partition. */
  readonly chain: number;
  readonly version: number;
  readonly state: OrderState;
  /** The places of the events that raised its exceptions, by `x:type` or `x:type|line`. */
  readonly since: Readonly<Record<string, string>>;
  /** By tenant: what it has told of a number under which it has no order. */
  readonly early: Readonly<Record<string, EarlyFacts>>;
}

/** The export's row; `undefined` for an order of which only facts have come. */
export const orderRow = ({ state }: OrderDocument): OrderRow | undefined =>
  state.stage === 'awaited' ? undefined : rowOf(state);

/** What only who asks for it is shown. */
export const personalRow = ({ state }: OrderDocument): PersonalRow =>
  state.stage === 'awaited' ? {} : personalOf(state);

/** A loop, as thousands of them may end in one decision, and each makes such a record anew. */
const withoutKey = (since: OrderDocument['since'], gone: string): OrderDocument['since'] => {
  const rest: Record<string, string> = {};
  for (const key of Object.keys(since)) {
    if (key !== gone) rest[key] = since[key] ?? '';
  }
  return rest;
};

const sinceAfter = (
  since: OrderDocument['since'],
  event: OrderEvent,
  place: string,
): OrderDocument['since'] => {
  if (event.type !== 'exception.raised' && event.type !== 'exception.resolved') return since;
  const key = exceptionKey(event.data.exception, event.data.line);
  if (event.type === 'exception.raised') return { ...since, [key]: place };
  return withoutKey(since, key);
};

const sortForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Fixed width, so that the order of the texts is the order of the times. */
const sortOf = ({ placedAt }: Placed): string =>
  sortForm.test(placedAt) ? placedAt : new Date(instant(placedAt)).toISOString();

const attentionOf = (state: Placed): readonly string[] => {
  const sla = slaOf(state);
  return [
    ...(Object.keys(state.holds).length > 0 ? ['hold'] : []),
    ...(state.exceptions.length > 0 ? ['exception'] : []),
    ...(sla === 'on_track' ? [] : [sla]),
  ];
};

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** The lists in which a placed order stands; personal data is in none of them in clear. */
const listsOf = (state: Placed): readonly string[] => [
  'all',
  `lifecycle:${lifecycleOf(state)}`,
  `fulfilment:${fulfilmentOf(state)}`,
  `payment:${paymentOf(state)}`,
  ...attentionOf(state).map((name) => `attention:${name}`),
  `channel:${state.claim.channel}`,
  ...distinct(state.lines.map(({ sku }) => sku)).map((sku) => `sku:${sku}`),
  ...distinct(state.lines.map(({ node }) => node)).map((node) => `node:${node}`),
  `reference:${state.claim.channelRef}`,
  ...customerIndexes(state),
];

const countedOf = (state: Placed): readonly string[] => [
  'orders',
  `lifecycle:${lifecycleOf(state)}`,
  `fulfilment:${fulfilmentOf(state)}`,
  `payment:${paymentOf(state)}`,
  `sla:${slaOf(state)}`,
  ...(Object.keys(state.holds).length > 0 ? ['hold'] : []),
  ...distinct(state.exceptions.map(({ exception }) => `exception:${exception}`)),
];

const order: Projection<OrderEvent, OrderDocument> = {
  name: 'order',
  version: 21,
  evolve(doc, recorded) {
    const { event, key, tenant, chain, at, version } = recorded;
    // What stands outside the aggregate has no version and leaves the order as it is.
    if (version === 0) return doc;
    return {
      number: key,
      tenant,
      firstSeen: doc?.firstSeen ?? at,
      changed: at,
      chain,
      version,
      state: evolve(doc?.state ?? initial, event),
      since: sinceAfter(doc?.since ?? {}, event, placeOf(recorded)),
      early: earlyAfter(doc?.early ?? {}, recorded, (doc?.state ?? initial).stage === 'awaited'),
    };
  },
  indexes({ state, tenant, changed, chain }): readonly IndexEntry[] {
    if (state.stage === 'awaited') return [];
    const sort = sortOf(state);
    return [
      ...listsOf(state).map((list) => ({ index: keyOf(tenant, list), sort })),
      { index: keyOf(tenant, 'changed'), sort: changedSort(changed, chain) },
    ];
  },
  counters({ state, tenant }) {
    return state.stage === 'awaited' ? [] : countedOf(state).map((name) => keyOf(tenant, name));
  },
  matters: ({ number, tenant, state, since, early }) => [
    ...earlyMatters(number, state, early),
    ...(state.stage === 'awaited' ? [] : exceptionMatters(tenant, state, since)),
  ],
  dismissed: (doc, matter) => ({ ...doc, early: withoutEarly(doc.early, matter) }),
};

/** `order` keeps a document for every aggregate. */
export const orderProjections = { order, timeline };
