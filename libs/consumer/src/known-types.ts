import { UnknownType } from '#contracts';
import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import type { EventDecoder } from '#runtime';

type Envelope<E extends Message> = EventEnvelope<E | LogEvent>;

/** Read for its place in the chain alone, which every event bears alike. */
const standIn = {
  ce_type: 'oms.log.unchanged',
  ce_dataschema: 'oms:/schemas/log.unchanged/1',
} as const;

/**
 * Reads events of types that came after this build for their place in the chain, so that a program
 * of others goes on when the services learn a new type. A new version of a type that it knows still
 * halts: passing over it would lose what the program asked for.
 */
export class KnownTypes<E extends Message> implements EventDecoder<E> {
  readonly #strange = new WeakSet<object>();
  readonly service: string;
  readonly keyed: string;

  constructor(private readonly codec: EventDecoder<E>) {
    this.service = codec.service;
    this.keyed = codec.keyed;
  }

  decodeEvent(
    record: Parameters<EventDecoder<E>['decodeEvent']>[0],
  ): ReturnType<EventDecoder<E>['decodeEvent']> {
    try {
      return this.codec.decodeEvent(record);
    } catch (error) {
      if (!(error instanceof UnknownType)) throw error;
      const read = this.codec.decodeEvent({
        ...record,
        headers: { ...record.headers, ...standIn },
      });
      this.#strange.add(read);
      return read;
    }
  }

  knows(envelope: Envelope<E>): boolean {
    return !this.#strange.has(envelope);
  }
}
