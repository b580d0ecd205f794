import { isRefusal } from '#kernel';
import type { Message } from '#kernel';
import type { Service } from '#runtime';

/** What code a worker runs: its decisions name it; an older one stands a catalogue level lower. */
export interface Build {
  readonly name: string;
  readonly older: boolean;
}

/** Events whose reason is shown nowhere else: an order's row is the same whoever decided. */
const free: ReadonlySet<string> = new Set(['order.held', 'line.cancelled', 'order.cancelled']);

const named = <E extends Message>(event: E, build: Build): E =>
  free.has(event.type) && 'reason' in event.data
    ? { ...event, data: { ...event.data, reason: `${String(event.data.reason)} [${build.name}]` } }
    : event;

/**
 * The same service, decided differently: every record of an answer has a header of this build (so
 * two builds never answer alike, nor with one digest), and reasons name it too.
 */
export const builtAs = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
  build: Build,
): Service<C, E, S> => ({
  ...service,
  level: service.level - (build.older ? 1 : 0),
  codec: {
    ...service.codec,
    encodeEvent(envelope) {
      const record = service.codec.encodeEvent(envelope);
      return { ...record, headers: { ...record.headers, ce_omsbuild: build.name } };
    },
  },
  decider: {
    ...service.decider,
    decide(command, state, moment) {
      const answer = service.decider.decide(command, state, moment);
      if (!isRefusal(answer)) return answer.map((event) => named(event, build));
      const { refused } = answer;
      return { refused: { ...refused, detail: `${refused.detail} [${build.name}]` } };
    },
  },
});
