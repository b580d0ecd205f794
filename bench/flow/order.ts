import { instantText } from '#kernel';
import type { NumberKeys, OmsNumber, Posting } from '#kernel';
import type { Claim, OrderBody, OrderCommand, OrderLine } from '#orders';
import { numberOf } from '#services';
import { articleOf, tenant } from './assortment.js';

const channel = 'bench';

/** One order of the benchmark: what a shop and a carrier say about it. */
export interface BenchOrder {
  readonly number: OmsNumber;
  readonly ref: string;
  readonly place: Posting<OrderCommand>;
}

const lineOf = (order: number, at: number): OrderLine => ({
  line: String(at + 1),
  ...articleOf(order, at),
  quantity: '1',
  unit: 'each',
  unitPrice: '19.90',
  onShortage: 'backorder',
});

const bodyOf = (order: number, lines: number, placedAt: string): OrderBody => ({
  placedAt,
  currency: 'EUR',
  policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'dispatch', timers: true },
  customer: { name: 'Ada Example', email: `ada.${order}@example.org` },
  shipTo: {
    name: 'Ada Example',
    street: `${order % 200} Long Street`,
    city: 'Porto',
    postalCode: '4000-001',
    country: 'PT',
  },
  charges: [{ code: 'shipping', amount: 490 }],
  lines: Array.from({ length: lines }, (_, at) => lineOf(order, at)),
});

const posting = (number: OmsNumber, command: OrderCommand): Posting<OrderCommand> => ({
  key: number,
  tenant,
  number,
  command,
});

/** `run` makes the references of one run unlike those of another on the same data. */
export const benchOrder = (
  keys: NumberKeys,
  run: string,
  order: number,
  lines: number,
  now: number,
): BenchOrder => {
  const ref = `${run}-${order}`;
  const placedAt = instantText(now);
  const claim: Claim = { tenant, channel, channelRef: ref, attempt: 0 };
  const number = numberOf(keys)(claim, placedAt);
  const body = bodyOf(order, lines, placedAt);
  return {
    number,
    ref,
    place: posting(number, { type: 'order.place', data: { number, claim, body } }),
  };
};

const claimOf = (ref: string): Claim => ({ tenant, channel, channelRef: ref, attempt: 0 });

/** The warehouse's fact, by the order's reference: everything has left. */
export const dispatched = ({ number, ref }: BenchOrder, now: number): Posting<OrderCommand> =>
  posting(number, {
    type: 'order.record-dispatch',
    data: {
      claim: claimOf(ref),
      scope: {},
      fact: {
        kind: 'dispatch',
        id: `${ref}:d`,
        at: instantText(now),
        carrier: 'post',
        tracking: `T${ref}`,
      },
    },
  });

/** The carrier's scan, by the order's reference: everything has arrived. */
export const delivered = ({ number, ref }: BenchOrder, now: number): Posting<OrderCommand> =>
  posting(number, {
    type: 'order.record-scan',
    data: {
      claim: claimOf(ref),
      scope: {},
      fact: { kind: 'scan', id: `${ref}:s`, at: instantText(now), status: 'delivered' },
    },
  });
