import { setMaxListeners } from 'node:events';
import { StoreUnavailable } from '#ports';
import { Attendance, everyPartition, openGateway, reported } from '#services';
import type { Gateway, Operations, PartitionStatus } from '#services';
import type { Installation } from './installation.js';
import { unreachableServers } from './watching/unreachable-servers.js';
import type { Watch } from './watching/watch.js';
import { within } from './watching/within.js';

/** Whoever asks the edge has an answer within this time besides what it waits for. */
const edgeLimits = { answerMsMax: 8_000 } as const;

/** A way in and out beside workers that run in this process and in others. */
export interface Edge {
  readonly gateway: Gateway;
  /** What still waits to be posted is answered as unavailable. */
  readonly stop: () => void;
}

/** What this process does beside serving the edge. */
export interface WorkHere {
  readonly watch: Pick<Watch, 'failures' | 'waitingFor'>;
  /** Where services run here. */
  readonly operations?: Operations | undefined;
}

/**
 * The gateway of an installation on Kafka and Redis. Every question is answered in time: where a
 * server does not, posts are `unavailable` and the rest rejects with `StoreUnavailable`. Statuses
 * are what all processes have told the board.
 */
export const openEdge = (installation: Installation, here?: WorkHere): Edge => {
  const {
    ports,
    settings: { keys },
    board,
  } = installation;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const every = everyPartition(installation.settings.kafka.partitions);
  const attendance = new Attendance(every);
  const status = async (): Promise<readonly PartitionStatus[]> =>
    reported((await board.all()) as readonly PartitionStatus[], every);
  const gateway = openGateway(ports, keys, stopping.signal, () => answered(status()));
  const readiness = async () => {
    const unreachable = await unreachableServers(ports);
    const starting = attendance.take(unreachable.length === 0 ? await status() : []);
    const waitingFor = [...new Set([...unreachable, ...(here?.watch.waitingFor ?? [])])];
    return { ready: waitingFor.length + starting.length === 0, starting, waitingFor };
  };
  return {
    gateway: {
      ...gateway,
      readiness,
      ...(here !== undefined && { failures: () => here.watch.failures }),
      ...(here?.operations !== undefined && { operations: here.operations }),
      post: (service, posting, id, isAwaited) =>
        within(
          gateway.post(service, posting, id, isAwaited),
          edgeLimits.answerMsMax,
          () => ({ kind: 'unavailable', reason: late }) as const,
        ),
      redrive: (id) => answered(gateway.redrive(id)),
      settled: async (tokens, waitMs, signal) => {
        const state = await answered(gateway.settled(tokens, waitMs, signal), waitMs);
        // A log that cannot be asked is no log that has not settled.
        if (!state.settled) await refuseUnreachable(installation);
        return state;
      },
    },
    stop: () => stopping.abort(),
  };
};

const late = `no answer within ${edgeLimits.answerMsMax} ms`;

const answered = <T>(asked: Promise<T>, waitMs = 0): Promise<T> =>
  within(asked, waitMs + edgeLimits.answerMsMax, () => {
    throw new StoreUnavailable(late);
  });

const refuseUnreachable = async ({ ports }: Installation): Promise<void> => {
  const found = await unreachableServers(ports);
  if (found.length > 0) throw new StoreUnavailable(found.join('; '));
};
