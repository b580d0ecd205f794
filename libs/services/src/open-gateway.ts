import type { NumberKeys } from '#kernel';
import type { Generations, Log } from '#ports';
import {
  awaitedBy,
  eventsTopic,
  inboxTopic,
  Poster,
  settle,
  tokensPassed,
  ViewQueries,
} from '#runtime';
import type { Ports, Settling, Token } from '#runtime';
import { servicesWith } from './catalogue.js';
import { channelTopic } from './channel-map.js';
import { serviceNames } from './gateway.js';
import type { Commands, Gateway, PartitionStatus, PostOutcome, ServiceName } from './gateway.js';
import { postDismissal, redrive } from './redrive.js';
import { settlingOf } from './status/settling.js';

/** What a gateway needs of a family: it decides nothing, so it has no states and owns no partition. */
export interface GatewayPorts extends Pick<Ports, 'logs' | 'positions' | 'clock' | 'random'> {
  readonly generations: Generations;
}

/**
 * The way in and out for an edge, wherever the workers and views run. `statuses` tells how they
 * stand. Ends with `signal`. Throws where the topics have unlike numbers of partitions.
 */
export const openGateway = (
  ports: GatewayPorts,
  keys: NumberKeys,
  signal: AbortSignal,
  statuses: () => Promise<readonly PartitionStatus[]>,
): Gateway => {
  const { logs, generations, clock, random } = ports;
  const services = servicesWith(keys);
  const partitions = partitionsOf(everyTopic.map(logs));
  const settling = settlingOf(ports);
  const posters: Posters = {
    orders: new Poster(ports, services.orders.codec, signal),
    inventory: new Poster(ports, services.inventory.codec, signal),
    shipping: new Poster(ports, services.shipping.codec, signal),
  };
  const queries = (service: ServiceName): ViewQueries =>
    new ViewQueries(service, partitions, generations, clock);
  const views: Gateway['views'] = {
    orders: queries('orders'),
    inventory: queries('inventory'),
    shipping: queries('shipping'),
  };
  return {
    partitions,
    keys,
    views,
    async post(service, { key, tenant, number, command }, id, isAwaited = false) {
      const named = number === undefined ? {} : { number };
      const from = isAwaited ? awaitedBy : unawaited;
      const about = { key, tenant, id, from, ...named };
      return postTo(posters, service, about, command);
    },
    async settled(tokens, waitMs, stop) {
      if (!(await passed(ports, settling, tokens, waitMs, stop))) {
        return { settled: false, waitingFor: ['the posts named are not answered yet'] };
      }
      return settle(settling, clock, waitMs, stop);
    },
    dismiss: (service, partition, dismissing) =>
      postDismissal(logs(inboxTopic(service)), service, partition, dismissing),
    redrive: (id) => redrive({ logs, random, services, views }, id),
    status: statuses,
  };
};

/** The source of messages that nobody waits for. */
const unawaited = `${awaitedBy}/later`;

/** Every topic of an installation. */
const everyTopic: readonly string[] = [
  channelTopic,
  ...serviceNames.flatMap((name) => [inboxTopic(name), eventsTopic(name)]),
];

/** A key stands in the same partition of every topic: set up unlike, nothing is begun. */
const partitionsOf = (every: readonly Log[]): number => {
  const found = new Set(every.map(({ partitions }) => partitions));
  const [partitions] = found;
  if (partitions !== undefined && found.size === 1) return partitions;
  const named = every.map((each) => `${each.topic} has ${each.partitions}`).join(', ');
  throw new Error(`every topic needs the same number of partitions: ${named}`);
};

type Posters = { readonly [S in ServiceName]: Poster<Commands[S]> };
interface About {
  readonly key: string;
  readonly tenant: string;
  readonly number?: string;
  readonly id: string;
  readonly from: string;
}

const postTo = <S extends ServiceName>(
  posters: Posters,
  service: S,
  about: About,
  command: Commands[S],
): Promise<PostOutcome> => posters[service].post({ ...about, command });

const passed = async (
  { clock }: GatewayPorts,
  settling: Settling,
  tokens: readonly Token[],
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const until = clock.now() + waitMs;
  while (!(await tokensPassed(tokens, settling))) {
    if (clock.now() >= until || signal.aborted) return false;
    await clock.wakeAt(clock.now() + tokenPollMs, signal);
  }
  return true;
};

const tokenPollMs = 10;
