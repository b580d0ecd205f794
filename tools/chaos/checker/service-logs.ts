import { acceptedOf } from './acceptance.js';
import type { AcceptedLog } from './acceptance.js';
import type { ReadLog } from './record.js';

/** One partition of one service: what came in, and what of its events counts. */
export interface ServicePartition {
  readonly service: string;
  readonly partition: number;
  readonly inbox: ReadLog;
  readonly events: ReadLog;
  readonly accepted: AcceptedLog;
}

/** Topics are `oms.SERVICE.inbox` and `oms.SERVICE.events`; others are passed over. */
export const servicePartitions = (logs: readonly ReadLog[]): readonly ServicePartition[] =>
  logs.flatMap((events) => {
    const service = /^oms\.(\w+)\.events$/.exec(events.topic)?.[1];
    if (service === undefined) return [];
    const { partition } = events;
    const topic = `oms.${service}.inbox`;
    const inbox = logs.find((each) => each.topic === topic && each.partition === partition);
    if (inbox === undefined) throw new Error(`${topic}/${partition} was not read`);
    return [{ service, partition, inbox, events, accepted: acceptedOf(events) }];
  });
