import { setMaxListeners } from 'node:events';
import { inventoryCodec, ordersCodec, shippingCodec } from '#contracts';
import type { StockEvent } from '#inventory';
import type { Message } from '#kernel';
import type { OrderEvent } from '#orders';
import { Wakeup, batchLimit, eventsTopic, supervise } from '#runtime';
import type { EventDecoder } from '#runtime';
import type { ShippingEvent } from '#shipping';
import type { FollowStatus } from './batch.js';
import type { FollowOptions, FollowPorts } from './options.js';
import { followPartition } from './partition.js';

export interface Following {
  status(): readonly FollowStatus[];
  /** Lets a halted partition try again. */
  resume(partition: number): void;
  /** Resolves when the handlers at work have ended and their positions are kept. */
  stop(): Promise<void>;
}

/** It becomes part of the names of groups and positions, whose parts end at a dot. */
const groupForm = /^[A-Za-z0-9_-]{1,100}$/;

const newStatus = (partition: number): FollowStatus => ({
  partition,
  phase: 'waiting',
  offset: 0,
  lag: 0,
  handled: 0,
  superseded: 0,
  unknown: 0,
});

/** Checked before anything is begun: a limit of nothing would read for ever. */
const limitOf = ({
  batchRecordsMax = batchLimit.records,
  batchBytesMax = batchLimit.bytes,
}: Pick<FollowOptions<Message>, 'batchRecordsMax' | 'batchBytesMax'>) => {
  for (const [name, value] of Object.entries({ batchRecordsMax, batchBytesMax })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} is ${value}: expected a whole number above 0`);
    }
  }
  return { records: batchRecordsMax, bytes: batchBytesMax };
};

/** Follows the events of any service that the codec reads. */
export const follow = <E extends Message>(
  codec: EventDecoder<E>,
  ports: FollowPorts,
  options: FollowOptions<E>,
): Following => {
  if (!groupForm.test(options.group)) {
    throw new RangeError(`group is '${options.group}': expected letters, digits, '-' or '_'`);
  }
  const limit = limitOf(options);
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const log = ports.logs(eventsTopic(codec.service));
  const assignments = Array.from({ length: log.partitions }, (_, partition) => ({
    status: newStatus(partition),
    resume: new Wakeup(),
  }));
  /** A partition that comes back waits until what it left has ended. */
  const working = new Map<number, Promise<void>>();
  const { ownership, clock, random } = ports;
  // Who follows another service under the same name shares nothing with this one.
  const name = `${options.group}-${codec.service}`;
  const running = ownership.run(
    name,
    log.partitions,
    controller.signal,
    async (partition, owned) => {
      const assignment = assignments[partition];
      if (assignment === undefined) return;
      await working.get(partition);
      const { status, resume } = assignment;
      const work = supervise(
        {
          clock,
          random,
          resume,
          run: (signal) =>
            followPartition({ codec, log, ports, options, limit, partition, status }, signal),
          ended: ({ kind, reason }) => Object.assign(status, { phase: kind, reason }),
        },
        owned,
      );
      working.set(partition, work);
      await work;
      if (status.phase === 'following') status.phase = 'waiting';
    },
  );
  // Told by `stop`: a follower is not awaited while it runs.
  running.catch(() => undefined);
  return {
    status: () => assignments.map(({ status }) => ({ ...status })),
    resume: (partition) => assignments[partition]?.resume.notify(),
    async stop() {
      controller.abort();
      await running;
    },
  };
};

/** Follows `oms.orders.events`. */
export const followOrders = (ports: FollowPorts, options: FollowOptions<OrderEvent>): Following =>
  follow<OrderEvent>(ordersCodec, ports, options);
/** Follows `oms.inventory.events`. */
export const followStock = (ports: FollowPorts, options: FollowOptions<StockEvent>): Following =>
  follow<StockEvent>(inventoryCodec, ports, options);
/** Follows `oms.shipping.events`. */
export const followShipments = (
  ports: FollowPorts,
  options: FollowOptions<ShippingEvent>,
): Following => follow<ShippingEvent>(shippingCodec, ports, options);
