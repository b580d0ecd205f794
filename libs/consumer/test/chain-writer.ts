/** A writer of events of orders by the protocol, for logs that are made by hand. */
import { ordersCodec } from '#contracts';
import type { EventEnvelope, LogEvent, Origin } from '#contracts';
import { chainDigest, hex, zeroDigest } from '#kernel';
import type { OrderEvent } from '#orders';
import type { LogRecord } from '#ports';

type Event = EventEnvelope<OrderEvent | LogEvent>['event'];

/** A message that a writer answers: the place of it, and what the answer tells. */
export interface Answered {
  readonly input: string;
  readonly offset: number;
  readonly events: readonly Event[];
  readonly origin?: Origin;
}

export const number = 'H0VD-3KFX-FA0T-8V';
const at = Date.parse('2026-01-05T10:00:00Z');
export const termRecord = (id: string): LogRecord =>
  ordersCodec.encodeTerm('orders', 0, { id, level: 1 }, at);

/** A writer of partition 0, by the protocol: it numbers and links what it answers. */
export class ChainWriter {
  constructor(
    private readonly term: number,
    private chain = -1,
    private digest = zeroDigest,
    private version = 0,
  ) {}

  /** Another writer that has folded what this one has written. */
  deposedBy(newer: number): ChainWriter {
    return new ChainWriter(newer, this.chain, this.digest, this.version);
  }

  answer({ input, offset, events, origin }: Answered): readonly LogRecord[] {
    this.chain += 1;
    const records = events.map((event, index) => {
      const isNote = input === 'log';
      const isFact = !event.type.startsWith('log.');
      if (isFact) this.version += 1;
      return ordersCodec.encodeEvent({
        service: 'orders',
        partition: 0,
        key: isNote ? null : number,
        tenant: 'default',
        ...(isNote ? {} : { number }),
        id: isNote ? `0:${this.term}:${this.chain}` : `0:${input}:${offset}:0:${index}`,
        version: isFact ? this.version : 0,
        at,
        link: {
          term: this.term,
          chain: this.chain,
          input,
          offset,
          k: 0,
          index,
          count: events.length,
          prev: hex(this.digest),
        },
        ...(origin === undefined ? {} : { origin }),
        event,
      });
    });
    this.digest = chainDigest(this.digest, records);
    return records;
  }
}
