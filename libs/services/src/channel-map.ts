import { instantText } from '#kernel';
import type { NumberKeys } from '#kernel';
import { channelCodec, isUndecodable, originOf, withNumber } from '#contracts';
import type { OrderCommand } from '#orders';
import type { ChannelMap } from '#runtime';
import { numberOf } from './number-of.js';

/** Where programs that know nothing of us publish their orders. */
export const channelTopic = 'oms.channels.orders';

/**
 * A publisher's message, under the number that its reference gives. Where the channel tells no
 * placed time, the record's own one chooses the epoch of the key.
 */
export const channelMap =
  (keys: NumberKeys): ChannelMap<OrderCommand> =>
  (record) => {
    const read = channelCodec.decode(record);
    const origin = originOf(record);
    const named = origin === undefined ? {} : { origin };
    if (isUndecodable(read)) return { unreadable: read.error, ...named };
    const attempt = 0;
    const placedAt = read.placedAt ?? instantText(record.time);
    const number = numberOf(keys)({ ...read.claim, attempt }, placedAt);
    const { tenant } = read.claim;
    const isTimed = keys.epochs.length > 1;
    const command = withNumber(isTimed ? { ...read, placedAt } : read, number, attempt);
    return { postings: [{ key: number, tenant, number, command, ...named }] };
  };
