import { partitionOf } from '#kernel';
import type { Message, NumberKeys } from '#kernel';
import { encodeDismissing, isUndecodable } from '#contracts';
import type { Dismissing, InputPlace, ServiceCodec } from '#contracts';
import type { Log, LogRecord, ReadOutcome, StoredRecord } from '#ports';
import {
  asideK,
  awaitedBy,
  decodeUnreadable,
  encodeUnreadable,
  eventsTopic,
  inboxInput,
  inboxTopic,
  inputOf,
  rejectedMatters,
  rejectedView,
  unreadable,
} from '#runtime';
import type { Ports, RejectedDocument, ViewQueries } from '#runtime';
import type { Gateway, PostOutcome } from './gateway.js';
import type { Definition } from './module.js';
import { moduleNamed } from './register.js';
import { rejectedIn } from './rejected-id.js';
import type { ServiceName } from './register.js';

export interface Redriving {
  readonly logs: Ports['logs'];
  readonly random: Ports['random'];
  readonly keys: NumberKeys;
  readonly views: Gateway['views'];
}

type Redriven = Awaited<ReturnType<Gateway['redrive']>>;

/** Nobody waits for what becomes of a copy. */
const again = `${awaitedBy}/redrive`;

/** What is appended, and where. */
interface Copy {
  readonly partition: number;
  readonly record: LogRecord;
}
type Copies = readonly Copy[] | Exclude<Redriven, { readonly kind: 'posted' }>;

const notFound = (reason: string): Redriven & { readonly kind: 'not-found' } => ({
  kind: 'not-found',
  reason,
});

/**
 * Posts what was rejected again under a new id and without `source`: it was answered once, so its
 * command id must not stop the copy (ARCHITECTURE.md §2). A channel's
 * record that nobody could read is read again where it lies, by the map of today. What was not
 * rejected is never repeated.
 */
export const redrive = async (redriving: Redriving, id: string): Promise<Redriven> => {
  const asked = rejectedIn(id);
  if (asked === undefined) {
    return notFound(
      `'${id}' is neither <service>:<partition>:<offset> nor ` +
        '<service>:<partition>:<input>:<offset>:<k>',
    );
  }
  const { service, partition, place } = asked;
  const inbox = redriving.logs(inboxTopic(service));
  if (partition >= inbox.partitions) {
    return notFound(`${service} has partitions 0 to ${inbox.partitions - 1}`);
  }
  const rejected = (await redriving.views[service].get(rejectedView, id, partition)) as
    | RejectedDocument
    | undefined;
  if (rejected === undefined) return notFound(`nothing that was rejected has the id ${id}`);
  const copies = await (place.input === inboxInput
    ? copiesOfInbox(redriving, service, inbox, partition, place.offset)
    : moduleNamed(service).open((inside) => copiesOfEvent(inside, redriving, inbox, place)));
  if ('kind' in copies) return copies;
  const posted = await append(inbox, service, copies);
  if (posted.kind === 'posted') await dealtWith(inbox, service, partition, rejected);
  return posted;
};

const copiesOfInbox = async (
  redriving: Redriving,
  service: ServiceName,
  inbox: Log,
  partition: number,
  offset: number,
): Promise<Copies> => {
  const found = recordAt(await inbox.read(partition, offset, one), offset);
  if (found === undefined) {
    return notFound(`the inbox no longer holds ${service}:${partition}:${offset}`);
  }
  if ('kind' in found) return found;
  return moduleNamed(service).open(
    async (inside) =>
      (await saidNow(inside, redriving, redriving.views[service], inbox, found)) ??
      copiesOf(inside, redriving, inbox, found, partition),
  );
};

/** What follows from an event is made of it again; it goes the way of what comes from outside. */
const copiesOfEvent = async <C extends Message, E extends Message, S>(
  inside: Definition<C, E, S>,
  { logs, random, keys }: Omit<Redriving, 'views'>,
  inbox: Log,
  { input, offset, k }: InputPlace,
): Promise<Copies> => {
  const service = inside.service(keys);
  const source = inputOf(input);
  const listening = source && service.inputs[source.service];
  const log = source && logs(eventsTopic(source.service));
  if (source === undefined || listening === undefined || log === undefined) {
    return notFound(`${inside.codec.service} has no input ${input}`);
  }
  if (k === asideK) return notFound('what was set aside is posted by hand, where it is wanted');
  const found = recordAt(await log.read(source.partition, offset, one), offset);
  if (found === undefined) return notFound(`${log.topic}/${source.partition} has no ${offset}`);
  if ('kind' in found) return found;
  const posting = listening.heardIn(found)[k];
  if (posting === undefined) return notFound(`nothing follows from ${input}:${offset}:${k}`);
  const record = service.codec.encodeCommand({
    ...posting,
    id: `redrive:${random.id()}`,
    from: again,
  });
  return [{ partition: partitionOf(posting.key, inbox.partitions), record }];
};

/** What the copy comes to is told of the copy. Should this fail, the record is listed still. */
const dealtWith = async (
  inbox: Log,
  service: ServiceName,
  partition: number,
  rejected: RejectedDocument,
): Promise<void> => {
  const { id, tenant } = rejected;
  const [matter] = rejectedMatters(rejected);
  if (matter === undefined) return;
  const dismissal = { view: rejectedView, key: id, place: matter.place, reason: 'posted again' };
  await postDismissal(inbox, service, partition, { id: `dismiss:${id}`, tenant, dismissal });
};

/** Into the partition whose view lists it. */
export const postDismissal = async (
  inbox: Log,
  service: ServiceName,
  partition: number,
  dismissing: Dismissing,
): Promise<PostOutcome> =>
  appended(inbox, service, { partition, record: encodeDismissing(dismissing) });

const one = { records: 1, bytes: 1 } as const;

/** `undefined` where the log holds it no more. */
const recordAt = (
  read: ReadOutcome,
  offset: number,
): StoredRecord | Extract<ReadOutcome, { readonly kind: 'unavailable' }> | undefined => {
  if (read.kind === 'unavailable') return read;
  const [record] = read.slice.records;
  return record?.offset === offset ? record : undefined;
};

const append = async (
  inbox: Log,
  service: ServiceName,
  copies: readonly Copy[],
): Promise<Redriven> => {
  let posted: Redriven = notFound('the record says nothing to this service');
  for (const copy of copies) {
    posted = await appended(inbox, service, copy);
    if (posted.kind !== 'posted') break;
  }
  return posted;
};

const appended = async (
  inbox: Log,
  service: ServiceName,
  { partition, record }: Copy,
): Promise<PostOutcome> => {
  const outcome = await inbox.append(partition, [record]);
  if (outcome.kind === 'too-large') return outcome;
  if (outcome.kind !== 'appended') return { kind: 'unavailable', reason: outcome.reason };
  return { kind: 'posted', token: { service, partition, offset: outcome.first } };
};

/** What a record says by now: asked of its service, where that has an answer. */
const saidNow = async <C extends Message, E extends Message, S>(
  { codec, saysNow }: Definition<C, E, S>,
  { random }: Pick<Redriving, 'random'>,
  views: ViewQueries,
  { partitions }: Log,
  record: StoredRecord,
): Promise<readonly Copy[] | undefined> => {
  const read = codec.decodeCommand(record);
  const posting = isUndecodable(read) ? undefined : await saysNow?.(read, views);
  if (isUndecodable(read) || posting === undefined) return undefined;
  const copy = codec.encodeCommand({ ...posting, id: `redrive:${random.id()}`, from: read.from });
  return [{ partition: partitionOf(posting.key, partitions), record: copy }];
};

const copiesOf = async <C extends Message, E extends Message, S>(
  inside: Definition<C, E, S>,
  { logs, random, keys }: Omit<Redriving, 'views'>,
  inbox: Log,
  record: StoredRecord,
  partition: number,
): Promise<Copies> => {
  const id = `redrive:${random.id()}`;
  const kept = decodeUnreadable(record);
  const service = inside.service(keys);
  if (kept === undefined) return [copyOf(service.codec, inbox, record, id, partition)];
  // The id names the place in the channel, and what it was re-driven as before.
  const [, topic = '', ofPartition, ofOffset] =
    /^(.+?):(\d{1,5}):(\d{1,15})(?::|$)/.exec(kept.id) ?? [];
  const map = service.channels?.[topic];
  const place = { partition: Number(ofPartition), offset: Number(ofOffset) };
  if (map === undefined || place.partition >= logs(topic).partitions) {
    return notFound(`no channel holds '${kept.id}'`);
  }
  const name = `${topic}:${place.partition}:${place.offset}`;
  const found = recordAt(await logs(topic).read(place.partition, place.offset, one), place.offset);
  if (found === undefined) return notFound(`the channel no longer holds ${name}`);
  if ('kind' in found) return found;
  const said = map(found, place.partition);
  if ('unreadable' in said) {
    const again = unreadable(`${name}:${id}`, said.unreadable, found.value, said.origin);
    return [{ partition, record: encodeUnreadable(again, topic, record.value) }];
  }
  return said.postings.map(({ key, tenant, number, command, origin }, k) => ({
    partition: partitionOf(key, inbox.partitions),
    record: service.codec.encodeCommand({
      key,
      tenant,
      ...(number === undefined ? {} : { number }),
      id: `${id}:${k}`,
      from: `/oms/${topic}`,
      command,
      ...(origin === undefined ? {} : { origin }),
    }),
  }));
};

const copyOf = <C extends Message, E extends Message>(
  codec: ServiceCodec<C, E>,
  inbox: Log,
  record: StoredRecord,
  id: string,
  partition: number,
): Copy => {
  const read = codec.decodeCommand(record);
  if (!isUndecodable(read)) {
    const { source: _source, ...envelope } = read;
    return {
      partition: partitionOf(read.key, inbox.partitions),
      record: codec.encodeCommand({ ...envelope, id, from: again }),
    };
  }
  const { ce_omssource: _source, ...headers } = record.headers;
  return {
    partition,
    record: { key: record.key, value: record.value, headers: { ...headers, ce_id: id } },
  };
};
