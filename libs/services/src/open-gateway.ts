import type { Message, NumberKeys } from '#kernel';
import type { Generations, Log } from '#ports';
import { awaitedBy, inboxTopic, settle, tokensPassed, ViewQueries } from '#runtime';
import type { Ports, Poster, Settling, Token } from '#runtime';
import type { Gateway, PartitionStatus } from './gateway.js';
import { postDismissal, redrive } from './redrive.js';
import { everyTopic, ofEach } from './register.js';
import { settlingOf } from './status/settling.js';

/** What a gateway needs of a family: it decides nothing, so it has no states and no partition. */
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
  const partitions = partitionsOf(everyTopic.map(logs));
  const settling = settlingOf(ports);
  const posters = ofEach((each): Poster<Message> => each.poster(ports, signal));
  const views = ofEach(({ name }) => new ViewQueries(name, partitions, generations, clock));
  return {
    partitions,
    keys,
    views,
    async post(service, { key, tenant, number, command }, id, isAwaited = false) {
      const named = number === undefined ? {} : { number };
      const from = isAwaited ? awaitedBy : unawaited;
      return posters[service].post({ key, tenant, id, from, ...named, command });
    },
    async settled(tokens, waitMs, stop) {
      if (!(await passed(ports, settling, tokens, waitMs, stop))) {
        return { settled: false, waitingFor: ['the posts named are not answered yet'] };
      }
      return settle(settling, clock, waitMs, stop);
    },
    dismiss: (service, partition, dismissing) =>
      postDismissal(logs(inboxTopic(service)), service, partition, dismissing),
    redrive: (id) => redrive({ logs, random, keys, views }, id),
    status: statuses,
  };
};

/** The source of messages that nobody waits for. */
const unawaited = `${awaitedBy}/later`;

/** A key stands in the same partition of every topic: set up unlike, nothing is begun. */
const partitionsOf = (every: readonly Log[]): number => {
  const found = new Set(every.map(({ partitions }) => partitions));
  const [partitions] = found;
  if (partitions !== undefined && found.size === 1) return partitions;
  const named = every.map((each) => `${each.topic} has ${each.partitions}`).join(', ');
  throw new Error(`every topic needs the same number of partitions: ${named}`);
};

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
