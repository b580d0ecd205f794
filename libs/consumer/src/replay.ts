import { ordersCodec } from '#contracts';
import { parseNumber, partitionOf } from '#kernel';
import type { OrderEvent } from '#orders';
import { batchLimit, eventsTopic } from '#runtime';
import type { Received, Start } from './batch.js';
import type { FollowPorts } from './options.js';
import { KnownTypes } from './known-types.js';
import { openReader, receivedIn } from './partition.js';

export interface Replay {
  /** Where to begin to look; `beginning` where absent. */
  readonly from?: Start;
  readonly signal?: AbortSignal;
}

/**
 * All that stands in the log about one order now, in order: its facts, and the answers that changed
 * nothing. Reads the one partition that the order lies in, by the acceptance rule.
 */
export const eventsOf = async (
  ports: Pick<FollowPorts, 'logs' | 'clock' | 'random'>,
  omsNumber: string,
  { from = 'beginning', signal = new AbortController().signal }: Replay = {},
): Promise<readonly Received<OrderEvent>[]> => {
  const { number, error } = parseNumber(omsNumber);
  if (error !== undefined) {
    throw new RangeError(`'${omsNumber}' is no OMS number: expected XXXX-XXXX-XXXX-CC (${error})`);
  }
  const log = ports.logs(eventsTopic(ordersCodec.service));
  const partition = partitionOf(number, log.partitions);
  const known = new KnownTypes<OrderEvent>(ordersCodec);
  const reading = { log, ports, partition, limit: batchLimit, options: {} };
  const reader = await openReader(reading, known, undefined, from, signal);
  const found: Received<OrderEvent>[] = [];
  for (;;) {
    const { causes, end } = await reader.read(batchLimit, signal);
    found.push(...receivedIn(causes, known).filter((event) => event.number === number));
    if (reader.next >= end) return found;
  }
};
