import type { EventEnvelope, LogEvent } from '#contracts';
import { remembering } from '#kernel';
import type { Recorded, Message } from '#kernel';

const recordedBy = remembering<object, Recorded<Message>>();

/** Made once for all who hear of an event. */
export const recordedOf = <E extends Message>(
  envelope: EventEnvelope<E | LogEvent>,
  event: E,
): Recorded<E> => {
  const known = recordedBy.get(envelope);
  if (known?.event === event) return known as Recorded<E>;
  const { tenant, id, version, at, number, link } = envelope;
  const { chain, index } = link;
  const key = envelope.key ?? '';
  const recorded: Recorded<E> =
    number === undefined
      ? { event, key, tenant, id, chain, index, version, at }
      : { event, key, tenant, id, chain, index, version, at, number };
  recordedBy.set(envelope, recorded);
  return recorded;
};
