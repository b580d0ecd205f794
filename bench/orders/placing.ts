import type { NumberKeys, OmsNumber, Posting } from '#kernel';
import type { OrderCommand } from '#orders';
import { numberOf } from '#services';
import { tenant } from '../flow/assortment.js';
import type { StreamOrder } from './stream.js';

const channel = 'bench';

/** The message that places an order of the stream, under which id, and the order's number. */
export interface Placing {
  readonly number: OmsNumber;
  readonly posting: Posting<OrderCommand>;
  readonly id: string;
}

export const placingOf = (keys: NumberKeys, { ref, body }: StreamOrder): Placing => {
  const claim = { tenant, channel, channelRef: ref, attempt: 0 };
  const number = numberOf(keys)(claim, body.placedAt);
  const command: OrderCommand = { type: 'order.place', data: { number, claim, body } };
  return { number, posting: { key: number, tenant, number, command }, id: `${ref}:p` };
};
