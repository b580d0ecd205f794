import { keyOf, sha256Hex } from '#kernel';
import type { Reference } from '#kernel';
import type { ChannelRow, Phase, SourceRow, StockRow } from './rows.js';

const digestChars = 16;

/**
 * The id says whom a message is for and what it says: the same row always has the same id, and one
 * with another content is heard as another message, whichever file it stands in.
 */
const idOf = (tenant: string, key: string, message: SourceRow['message']): string => {
  const digest = sha256Hex(JSON.stringify(message.data)).slice(0, digestChars);
  return keyOf(tenant, key, message.type, digest);
};

/** `copy` tells repeats apart that a channel sends under an id of their own. */
export const channelRow = (
  reference: Reference,
  placedAt: string,
  message: ChannelRow['message'],
  copy = 0,
): ChannelRow => {
  const { tenant, channel, channelRef } = reference;
  const id = idOf(tenant, keyOf(channel, channelRef), message);
  return { kind: 'channel', id: copy === 0 ? id : `${id}:${copy}`, reference, placedAt, message };
};

export const stockRow = (
  tenant: string,
  node: string,
  sku: string,
  message: StockRow['message'],
): StockRow => ({
  kind: 'stock',
  id: idOf(tenant, keyOf(node, sku), message),
  tenant,
  node,
  sku,
  message,
});

/** A phase whose rows are made anew, one by one, each time that it is read. */
export const phase = (
  name: Phase['name'],
  total: number,
  rows: () => Iterable<SourceRow>,
): Phase => ({
  name,
  total,
  rows: {
    async *[Symbol.asyncIterator]() {
      yield* rows();
    },
  },
});
