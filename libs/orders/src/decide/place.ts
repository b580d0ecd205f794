import { instantText, isRefusal } from '#kernel';
import type { Moment } from '#kernel';
import type { PlaceOrder } from '../commands.js';
import type { OrderEvent } from '../events.js';
import { bodyOf } from '../evolve/body.js';
import { bodyKey } from '../state/facts.js';
import type { Placed } from '../state.js';
import { nothing } from './outcome.js';
import { raise } from './exceptions.js';
import { differenceOf } from './edits/difference.js';
import { editedTo } from './edits/edit.js';
import { wantedByChannel } from './edits/wanted.js';

/** The order comes. */
export const place = ({ data }: PlaceOrder, { now }: Moment): readonly OrderEvent[] => {
  const { number, claim, body } = data;
  const placedAt = body.placedAt ?? instantText(now);
  const placed: OrderEvent = { type: 'order.placed', data: { number, claim, placedAt, body } };
  return body.promise === undefined
    ? [placed]
    : [placed, { type: 'promise.made', data: { promise: body.promise } }];
};

/**
 * It comes again: the same body, or one that came before, changes nothing. Another one is applied
 * where it says so, nobody has edited the order by hand, and all of it still can be changed;
 * otherwise people are told, and the order stands until they accept it.
 */
export const placeAgain = (
  state: Placed,
  { data: { body } }: PlaceOrder,
): readonly OrderEvent[] => {
  const fields = differenceOf(bodyOf(state), body);
  if (fields.length === 0 || state.conflicts.includes(bodyKey(body))) return nothing;
  if (body.policy.onChange === 'apply' && !state.editedByHand && state.pending === undefined) {
    const answer = editedTo(state, wantedByChannel(state, body), { by: 'channel' });
    if (!isRefusal(answer) && answer.length > 0) return answer;
  }
  return [
    { type: 'order.place-conflicted', data: { fields, body } },
    ...raise(
      state,
      'order-changed',
      'the channel sent the order again with other content: look at ' +
        'pendingChange of the order, then post to accept-change or dismiss-change; to resolve ' +
        'this is to dismiss it',
    ),
  ];
};
