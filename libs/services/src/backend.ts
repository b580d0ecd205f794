import { setMaxListeners } from 'node:events';
import { never, partitionOf } from '#kernel';
import type { Message, NumberKeys } from '#kernel';
import { isUndecodable } from '#contracts';
import type { ServiceCodec } from '#contracts';
import type { Generations, LogRecord, StoredRecord } from '#ports';
import {
  eventsTopic, hosted, inboxTopic, positionName, Poster, settle, startView, tokensPassed, ViewQueries,
} from '#runtime';
import type {
  Ports, PostOutcome as Posted, Rebuilt, RunningService, RunningView, Settling, Token,
} from '#runtime';
import { servicesWith, views } from './catalogue.js';
import type { Services } from './catalogue.js';
import { channelTopic } from './channel-map.js';
import { serviceNames } from './desk.js';
import type { Commands, Desk, PostOutcome, ServiceName } from './desk.js';
import { statusOf } from './status.js';

export interface BackendPorts extends Ports {
  readonly generations: Generations;
}

/** Everything in one process, over whatever ports it was given. */
export interface Backend extends Desk {
  /** By the name of one of its projections; the views of that service are built together. */
  rebuild(projection: string, onProgress?: (passed: number, total: number) => void): Promise<Rebuilt>;
  /** Lets halted partitions of a service go on after the reason was mended. */
  resume(service: ServiceName, partition: number): void;
  quarantine(service: ServiceName, partition: number, offset: number): void;
  readonly settling: Settling;
  /** Orderly end: nothing new is begun, what was begun is finished. */
  stop(): Promise<void>;
}

const everyTopic = [
  channelTopic, ...serviceNames.flatMap((name) => [inboxTopic(name), eventsTopic(name)]),
];

/** What has to stand still for everything to have settled. */
export const settlingOf = (
  { logs, positions, generations }: Pick<BackendPorts, 'logs' | 'positions' | 'generations'>,
  services: Services,
): Settling => ({
  positions, generations,
  services: serviceNames.map((name) => {
    const { reactions, channels } = services[name];
    const sources = [
      ...Object.keys(reactions).map((source) => ({ source, topic: eventsTopic(source) })),
      ...Object.keys(channels ?? {}).map((topic) => ({ source: topic, topic })),
    ];
    return {
      service: name, inbox: logs(inboxTopic(name)), events: logs(eventsTopic(name)),
      intakes: sources.map(({ source, topic }) =>
        ({ positionName: positionName(name, source), source: logs(topic) })),
    };
  }),
});

export const startBackend = (ports: BackendPorts, keys: NumberKeys): Backend => {
  const controller = new AbortController();
  const { signal } = controller;
  // It ends dozens of workers, each with a listener of its own: no leak to warn of.
  setMaxListeners(0, signal);
  const services = servicesWith(keys);
  const logs = memoised(ports.logs);
  const own: BackendPorts = { ...ports, logs };
  everyTopic.forEach(logs);
  const { partitions } = logs(inboxTopic('orders'));
  const settling = settlingOf(own, services);
  const running: readonly RunningService[] = [
    hosted(services.orders), hosted(services.inventory), hosted(services.shipping),
  ].map((service) => service.start(own, signal));
  const viewed = startViews(own, signal);
  const posters = {
    orders: new Poster(own, services.orders.codec, signal),
    inventory: new Poster(own, services.inventory.codec, signal),
    shipping: new Poster(own, services.shipping.codec, signal),
  };
  const queries = (service: ServiceName): ViewQueries =>
    new ViewQueries(service, partitions, ports.generations, ports.clock);
  const find = (service: ServiceName): RunningService | undefined =>
    running.find(({ name }) => name === service);
  return {
    partitions, keys, settling,
    views: {
      orders: queries('orders'), inventory: queries('inventory'), shipping: queries('shipping'),
    },
    async post(service, { key, tenant, number, command }, id) {
      const about = { key, tenant, id, from: '/oms/edge', ...(number === undefined ? {} : { number }) };
      return answerOf(await postTo(posters, service, about, command));
    },
    async settled(tokens, waitMs, stop) {
      if (!await passed(own, settling, tokens, waitMs, stop)) {
        return { settled: false, waitingFor: ['the posts named are not answered yet'] };
      }
      return settle(settling, ports.clock, waitMs, stop);
    },
    redrive: (id) => redrive(own, services, id),
    status: async () => statusOf(own, running, viewed),
    async rebuild(projection, onProgress) {
      const view = viewed.find(({ projections }) => projections.includes(projection));
      if (view === undefined) {
        const known = viewed.flatMap(({ projections }) => projections).join(', ');
        throw new Error(`there is no projection '${projection}'; there are ${known}`);
      }
      return view.rebuild(onProgress);
    },
    resume: (service, partition) => find(service)?.resume(partition),
    quarantine: (service, partition, offset) => find(service)?.quarantine(partition, offset),
    async stop() {
      controller.abort();
      await Promise.all([...running, ...viewed].map(({ ended }) => ended));
    },
  };
};

const memoised = <V>(make: (name: string) => V): ((name: string) => V) => {
  const made = new Map<string, V>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const value = make(name);
    made.set(name, value);
    return value;
  };
};

const startViews = (
  { logs, generations, clock, random }: BackendPorts, signal: AbortSignal,
): readonly RunningView[] => {
  const ports = (service: ServiceName) =>
    ({ log: logs(eventsTopic(service)), generations, clock, random });
  return [
    startView(views.orders, ports('orders'), signal),
    startView(views.inventory, ports('inventory'), signal),
    startView(views.shipping, ports('shipping'), signal),
  ];
};

type Posters = { readonly [S in ServiceName]: Poster<Commands[S]> };
interface About {
  readonly key: string; readonly tenant: string; readonly number?: string;
  readonly id: string; readonly from: string;
}

const postTo = <S extends ServiceName>(
  posters: Posters, service: S, about: About, command: Commands[S],
): Promise<Posted> => posters[service].post({ ...about, command });

const answerOf = (outcome: Posted): PostOutcome => {
  if (outcome.kind !== 'too-large') return outcome;
  return { kind: 'unavailable', reason: `a message may have ${outcome.limitBytes} bytes at most` };
};

const passed = async (
  { clock }: BackendPorts, settling: Settling, tokens: readonly Token[], waitMs: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const until = clock.now() + waitMs;
  while (!await tokensPassed(tokens, settling)) {
    if (clock.now() >= until || signal.aborted) return false;
    await clock.wakeAt(clock.now() + tokenPollMs, signal);
  }
  return true;
};

const tokenPollMs = 10;

const isService = (name: string | undefined): name is ServiceName =>
  serviceNames.some((each) => each === name);

/**
 * Posts an inbox record again under a new id and without `source`: it was answered once, so neither its
 * watermark nor its command id may stop the copy (architecture.md §2).
 */
const redrive = async (
  { logs, random }: BackendPorts, services: Services, id: string,
): ReturnType<Desk['redrive']> => {
  const [service, partition, offset] = id.split(':');
  const place = { partition: Number(partition), offset: Number(offset) };
  if (!isService(service) || !Number.isSafeInteger(place.partition)
    || !Number.isSafeInteger(place.offset)) {
    return { kind: 'not-found', reason: `'${id}' is not <service>:<partition>:<offset>` };
  }
  const inbox = logs(inboxTopic(service));
  if (place.partition < 0 || place.partition >= inbox.partitions) {
    return { kind: 'not-found', reason: `${service} has partitions 0 to ${inbox.partitions - 1}` };
  }
  const read = await inbox.read(place.partition, place.offset, { records: 1, bytes: 1 });
  if (read.kind === 'unavailable') return read;
  const [record] = read.slice.records;
  if (record?.offset !== place.offset) {
    return { kind: 'not-found', reason: `the inbox no longer holds ${id}` };
  }
  const copy = copyFor(services, service, record, `redrive:${random.id()}`);
  const to = copy.decoded ? partitionOf(copy.record.key ?? '', inbox.partitions) : place.partition;
  const outcome = await inbox.append(to, [copy.record]);
  if (outcome.kind === 'appended') {
    return { kind: 'posted', token: { service, partition: to, offset: outcome.first } };
  }
  const reason = outcome.kind === 'too-large' ? 'the record is too large' : outcome.reason;
  return { kind: 'unavailable', reason };
};

const copyFor = (
  services: Services, service: ServiceName, record: StoredRecord, id: string,
): Copy => {
  switch (service) {
    case 'orders': return copyOf(services.orders.codec, record, id);
    case 'inventory': return copyOf(services.inventory.codec, record, id);
    case 'shipping': return copyOf(services.shipping.codec, record, id);
    default: return never(service);
  }
};

interface Copy { readonly record: LogRecord; readonly decoded: boolean }

const copyOf = <C extends Message, E extends Message>(
  codec: ServiceCodec<C, E>, record: StoredRecord, id: string,
): Copy => {
  const read = codec.decodeCommand(record);
  if (!isUndecodable(read)) {
    const { source: _source, ...envelope } = read;
    return { record: codec.encodeCommand({ ...envelope, id }), decoded: true };
  }
  const { ce_omssource: _watermark, ...headers } = record.headers;
  return {
    record: { key: record.key, value: record.value, headers: { ...headers, ce_id: id } }, decoded: false,
  };
};

