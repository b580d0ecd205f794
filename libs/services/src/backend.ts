import { setMaxListeners } from 'node:events';
import type { NumberKeys } from '#kernel';
import type { Generations, Log } from '#ports';
import {
  eventsTopic, hosted, inboxTopic, positionName, Poster, settle, startView, tokensPassed,
  ViewQueries,
} from '#runtime';
import type {
  Ports, PostOutcome as Posted, Rebuilt, RunningService, RunningView, Settling, Token,
} from '#runtime';
import { servicesWith, views } from './catalogue.js';
import type { Services } from './catalogue.js';
import { channelTopic } from './channel-map.js';
import { serviceNames } from './desk.js';
import type { Commands, Desk, PostOutcome, ServiceName } from './desk.js';
import { redrive } from './redrive.js';
import { statusOf } from './status.js';

export interface BackendPorts extends Ports {
  readonly generations: Generations;
}

/** Everything in one process, over whatever ports it was given. */
export interface Backend extends Desk {
  /** By the name of one of its projections; the views of that service are built together. */
  rebuild(
    projection: string, onProgress?: (passed: number, total: number) => void,
  ): Promise<Rebuilt>;
  /** Back to the views that answered before the last rebuild, as long as they are kept (a day). */
  rollBack(projection: string): Promise<Rebuilt>;
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
  const partitions = partitionsOf(everyTopic.map(logs));
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
  const shown: Desk['views'] = {
    orders: queries('orders'), inventory: queries('inventory'), shipping: queries('shipping'),
  };
  const viewOf = (projection: string): RunningView => {
    const view = viewed.find(({ projections }) => projections.includes(projection));
    if (view !== undefined) return view;
    const known = viewed.flatMap(({ projections }) => projections).join(', ');
    throw new Error(`there is no projection '${projection}'; there are ${known}`);
  };
  const find = (service: ServiceName): RunningService | undefined =>
    running.find(({ name }) => name === service);
  return {
    partitions, keys, settling, views: shown,
    async post(service, { key, tenant, number, command }, id) {
      const named = number === undefined ? {} : { number };
      const about = { key, tenant, id, from: '/oms/edge', ...named };
      return answerOf(await postTo(posters, service, about, command));
    },
    async settled(tokens, waitMs, stop) {
      if (!await passed(own, settling, tokens, waitMs, stop)) {
        return { settled: false, waitingFor: ['the posts named are not answered yet'] };
      }
      return settle(settling, ports.clock, waitMs, stop);
    },
    redrive: (id) => redrive({ logs, random: ports.random, services, views: shown }, id),
    status: async () => statusOf(own, running, viewed),
    rebuild: async (projection, onProgress) => viewOf(projection).rebuild(onProgress),
    rollBack: async (projection) => viewOf(projection).rollBack(),
    resume: (service, partition) => find(service)?.resume(partition),
    quarantine: (service, partition, offset) => find(service)?.quarantine(partition, offset),
    async stop() {
      controller.abort();
      await Promise.all([...running, ...viewed].map(({ ended }) => ended));
    },
  };
};

/** A key stands in the same partition of every topic: set up unlike, nothing is begun. */
const partitionsOf = (every: readonly Log[]): number => {
  const found = new Set(every.map(({ partitions }) => partitions));
  const [partitions] = found;
  if (partitions !== undefined && found.size === 1) return partitions;
  const named = every.map((each) => `${each.topic} has ${each.partitions}`).join(', ');
  throw new Error(`every topic needs the same number of partitions: ${named}`);
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
