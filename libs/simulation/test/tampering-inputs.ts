/** Builds that read their inputs by another rule than the design's. */
import type { Message } from '#kernel';
import type { Log } from '#ports';
import { inputOf, isLogEvent, readsName } from '#runtime';
import type { Service } from '#runtime';
import type { Tampering } from '../src/campaign/deployment.js';
import type { World } from '../src/world.js';
import { everywhere, isInbox, ofNewestTerm, withLogs } from './tampering.js';

/** A writer goes on at what was published of its places, where its store has one. */
export const publishedPlaces: Tampering = {
  ports: (ports) => ({
    ...ports,
    states: async (name, partition) => {
      const states = await ports.states(name, partition);
      const published = new Map<string, object>();
      for (const [key, doc] of states.first('w/', 1_000)) {
        const at = inputOf(key.slice('w/'.length));
        if (at === undefined) continue;
        const reads = readsName(name, partition, at.service);
        const position = await ports.positions.load(reads, at.partition);
        // What was read last may not be answered yet: nobody but the log knows.
        const offset = Math.max(0, (position?.offset ?? 0) - 4);
        published.set(key, { ...doc, offset, k: -1 });
      }
      return {
        cursor: () => states.cursor(),
        get: (key) => states.get(key),
        first: (prefix, limit) => (prefix === 'w/' ? [...published] : states.first(prefix, limit)),
        clear: () => states.clear(),
        commit: (changes, cursor) => states.commit(changes, cursor),
      };
    },
  }),
};

/** A note that tells another place than its writer has read up to. */
const noting = (change: (offset: number) => number): Tampering =>
  everywhere((service) => ({
    ...service,
    codec: {
      ...service.codec,
      encodeEvent(envelope) {
        const { event } = envelope;
        if (!isLogEvent<Message>(event) || event.type !== 'log.positions') {
          return service.codec.encodeEvent(envelope);
        }
        const inputs = Object.fromEntries(
          Object.entries(event.data.inputs).map(([input, { logId, offset }]) => [
            input,
            { logId, offset: change(offset) },
          ]),
        );
        const data = { inputs };
        return service.codec.encodeEvent({ ...envelope, event: { ...event, data } });
      },
    },
  }));
export const highNotes = noting((offset) => offset + 2);
export const lowNotes = noting(() => -1);

type Listens = Service<Message, Message, object>['inputs'][string];
type Read = Awaited<ReturnType<ReturnType<Listens['open']>['read']>>;

/** Changes what a listener makes of what it reads, and the log that it reads. */
const listeningBy = (
  change: (answers: Read['answers'], own: number, partitions: number) => Read['answers'],
  logOf: (log: Log, world: World) => Log = (log) => log,
): Tampering =>
  everywhere((service, world) => ({
    ...service,
    inputs: Object.fromEntries(
      Object.entries(service.inputs).map(([source, listening]) => [
        source,
        {
          ...listening,
          open: (log, partition, partitions, from, backoff) => {
            const listener = listening.open(
              logOf(log, world),
              partition,
              partitions,
              from,
              backoff,
            );
            return Object.create(listener, {
              read: {
                value: async (signal: AbortSignal) => {
                  const { answers, end } = await listener.read(signal);
                  return { answers: change(answers as never, partition, partitions), end };
                },
              },
            }) as typeof listener;
          },
        },
      ]),
    ),
  }));

/** Each message of a neighbour is handed to the next partition as well. */
export const bothPartitions = listeningBy((answers, _own, partitions) =>
  answers.map((answer) => ({
    ...answer,
    messages: () =>
      answer
        .messages()
        .flatMap((message) => [
          message,
          { ...message, partition: (message.partition + 1) % partitions },
        ]),
  })),
);

/** What an older term has written is answered where only its neighbours read it. */
export const supersededHeard = listeningBy((answers) => answers, ofNewestTerm);

/** What concerns nobody here is answered like what was heard before it. */
export const everythingConcerns = listeningBy((answers, own) => {
  let last: ReturnType<(typeof answers)[number]['messages']>[number] | undefined;
  return answers.map((answer) => ({
    ...answer,
    messages: () => {
      const all = answer.messages();
      const mine = all.findLast(({ partition }) => partition === own);
      if (mine !== undefined) last = mine;
      return all.length > 0 || last === undefined
        ? all
        : [{ ...last, record: answer.record, k: 0 }];
    },
  }));
});

/** An inbox that seems to end where it begins, to who asks for its end. */
export const lateInbox = withLogs((log) =>
  isInbox(log.topic)
    ? {
        ...log,
        read: async (partition, from, limit) => {
          const outcome = await log.read(partition, from, limit);
          return from < Number.MAX_SAFE_INTEGER || outcome.kind !== 'read'
            ? outcome
            : { ...outcome, slice: { ...outcome.slice, end: 0 } };
        },
      }
    : log,
);
