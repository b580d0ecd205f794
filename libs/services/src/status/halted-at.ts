import type { Log, StoredRecord } from '#ports';
import type { HaltedAt } from '../gateway.js';

const prefix = 'oms.';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const claimIn = ({ value }: StoredRecord): Pick<HaltedAt, 'channel' | 'channelRef'> => {
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(value ?? new Uint8Array()));
    const claim = isObject(data) && 'claim' in data ? data.claim : undefined;
    if (!isObject(claim)) return {};
    return {
      ...('channel' in claim && typeof claim.channel === 'string' && { channel: claim.channel }),
      ...('channelRef' in claim &&
        typeof claim.channelRef === 'string' && { channelRef: claim.channelRef }),
    };
  } catch {
    return {};
  }
};

/** What a record says of itself, read or not; for people. */
const described = (record: StoredRecord, topic?: string): HaltedAt => {
  const {
    offset,
    key,
    headers: { ce_type: type, ce_id: id, ce_omstenant: tenant },
  } = record;
  return {
    offset,
    ...(topic !== undefined && { topic }),
    ...(type !== undefined && { message: type.startsWith(prefix) ? type.slice(4) : type }),
    ...(id !== undefined && { id }),
    ...(tenant !== undefined && { tenant }),
    ...(key !== null && { key }),
    ...claimIn(record),
  };
};

/** The first record from an offset on; undefined where there is none, or the log is away. */
export const haltedAt = async (
  inbox: Log,
  partition: number,
  next: number,
): Promise<HaltedAt | undefined> => {
  const read = await inbox.read(partition, next, { records: 1, bytes: 1 }).catch(() => undefined);
  const [record] = read?.kind === 'read' ? read.slice.records : [];
  return record === undefined ? undefined : described(record);
};

/** The record of its source that an input or an intake halts at. */
export const haltedInSource = async (
  source: Log,
  partition: number,
  offset: number,
): Promise<HaltedAt> => {
  const read = await source
    .read(partition, offset, { records: 1, bytes: 1 })
    .catch(() => undefined);
  const [record] = read?.kind === 'read' ? read.slice.records : [];
  const { topic } = source;
  return {
    ...(record?.offset === offset ? described(record, topic) : { offset, topic }),
    partition,
  };
};

/** `order.place of H0VD-3KFX-FA0T-8V (web R-1) at inbox offset 7`. */
export const haltedAtText = ({
  offset,
  topic,
  message = 'a message',
  key,
  channel,
  channelRef,
}: HaltedAt): string => {
  const of = key === undefined ? '' : ` of ${key}`;
  const reference = channelRef === undefined ? '' : ` (${channel ?? ''} ${channelRef})`;
  const place = topic === undefined ? `inbox offset ${offset}` : `offset ${offset} of ${topic}`;
  return `${message}${of}${reference} at ${place}`;
};
