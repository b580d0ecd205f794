import type { Log, LogRecord } from '#ports';
import type { Backoff } from '../work/backoff.js';
import { endIfAborted, halt } from '../work/ending.js';
import { byRequest, keysOf } from '../posting/requests.js';

/** What goes to each partition of an inbox, in order. */
export type Outgoing = Map<number, LogRecord[]>;

export const addTo = (outgoing: Outgoing, partition: number, record: LogRecord): void => {
  const records = outgoing.get(partition);
  if (records === undefined) outgoing.set(partition, [record]);
  else records.push(record);
};

/**
 * Sends until everything stands: the same request again after an unknown outcome, never the next
 * one before.
 */
const sendAll = async (
  inbox: Log,
  partition: number,
  records: readonly LogRecord[],
  backoff: Backoff,
  signal: AbortSignal,
): Promise<void> => {
  for (const request of byRequest(records, inbox.appendBytesMax)) {
    for (;;) {
      endIfAborted(signal);
      const outcome = await inbox.append(partition, request);
      if (outcome.kind === 'appended') break;
      if (outcome.kind === 'too-large') {
        const { limitBytes } = outcome;
        halt(
          `a message for ${keysOf(request)} is larger than the ${limitBytes} bytes of ` +
            inbox.topic,
        );
      }
      if (outcome.kind === 'refused') {
        halt(
          `${inbox.topic}/${partition} refuses the messages for ${keysOf(request)}: ` +
            outcome.reason,
        );
      }
      await backoff.pause(signal);
    }
  }
};

/**
 * One request in flight per destination (ARCHITECTURE.md §2): returns once every destination has
 * acknowledged everything, and ends, where one fails, only when no request of any is under way.
 */
export const deliver = async (
  inbox: Log,
  outgoing: Outgoing,
  backoff: () => Backoff,
  signal: AbortSignal,
): Promise<void> => {
  const sent = await Promise.allSettled(
    Array.from(outgoing, ([partition, records]) =>
      sendAll(inbox, partition, records, backoff(), signal),
    ),
  );
  for (const each of sent) if (each.status === 'rejected') throw each.reason;
};
