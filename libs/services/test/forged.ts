/** A log that somebody wrote anew: every link and digest is right, what it tells is not. */
import { chainDigest, fromHex, hex } from '#kernel';
import type { Message } from '#kernel';
import { ordersCodec, inventoryCodec } from '#contracts';
import type { ServiceCodec } from '#contracts';
import type { LogRecord, StoredRecord } from '#ports';
import { beginning, eventsTopic } from '#runtime';
import type { Shop } from './shop.js';

type Change = (event: Message) => Message;

const rewritten = <C extends Message, E extends Message>(
  codec: ServiceCodec<C, E>,
  records: readonly StoredRecord[],
  change: <X extends Message>(event: X) => X,
): readonly LogRecord[] => {
  const written: LogRecord[] = [];
  let { digest: prev, term } = beginning;
  let answer: LogRecord[] = [];
  for (const record of records) {
    const decoded = codec.decodeEvent(record);
    if ('type' in decoded) {
      term = record.offset;
      written.push(record);
      continue;
    }
    const { index, count } = decoded.link;
    const link = { ...decoded.link, term, prev };
    answer.push(codec.encodeEvent({ ...decoded, link, event: change(decoded.event) }));
    if (index < count - 1) continue;
    prev = hex(chainDigest(fromHex(prev), answer));
    written.push(...answer);
    answer = [];
  }
  return written;
};

export const forge = async (
  shop: Shop,
  service: 'orders' | 'inventory',
  change: Change,
): Promise<void> => {
  const same = <X extends Message>(event: X): X => change(event) as X;
  await shop.rewrite(eventsTopic(service), (records) =>
    service === 'orders'
      ? rewritten(ordersCodec, records, same)
      : rewritten(inventoryCodec, records, same),
  );
};
