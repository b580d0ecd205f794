/** One partition as a broker keeps it, with the producers of a restore that write to it. */
import type { Message, Producer, RecordMetadata } from 'kafkajs';
import type { Client } from '../src/client/client.js';
import type { Producers } from '../src/wire/exact-partition.js';

export interface Written {
  readonly offset: number;
  /** Undefined for the marker of a transaction, and for what an aborted one wrote. */
  readonly message: Message | undefined;
}

type Sent = Parameters<Producer['send']>[0];

export class MemoryPartition {
  readonly #written: Written[] = [];
  /** How often its end is asked for before the marker of a transaction shows. */
  markerLate = 0;
  #hidden = 0;
  /** Largest number of records that one request brought. */
  largest = 0;

  /** What readers see: records at their offsets. */
  get visible(): readonly { readonly offset: number; readonly message: Message }[] {
    return this.#written.flatMap(({ offset, message }) =>
      message === undefined ? [] : [{ offset, message }],
    );
  }

  get producers(): Producers {
    const client: Pick<Client, 'bounds'> = {
      bounds: async () => {
        if (this.#hidden > 0) {
          this.#hidden -= 1;
          return { start: 0, end: this.#written.length - 1 };
        }
        return { start: 0, end: this.#written.length };
      },
    };
    const plain: Pick<Producer, 'send'> = { send: async (sent) => this.#append(sent) };
    const transactional: Pick<Producer, 'transaction'> = {
      transaction: async () => {
        let first = 0;
        const transaction: Pick<
          Awaited<ReturnType<Producer['transaction']>>,
          'send' | 'commit' | 'abort'
        > = {
          send: async (sent) => {
            first = this.#written.length;
            return this.#append(sent);
          },
          commit: async () => this.#mark(),
          abort: async () => {
            for (let at = first; at < this.#written.length; at += 1) {
              this.#written[at] = { offset: at, message: undefined };
            }
            this.#mark();
          },
        };
        return transaction as Awaited<ReturnType<Producer['transaction']>>;
      },
    };
    return {
      client: client as Client,
      plain: plain as Producer,
      transactional: transactional as Producer,
    };
  }

  /** Somebody else writes there. */
  intrude(): void {
    this.#written.push({ offset: this.#written.length, message: { value: 'foreign' } });
  }

  #append({ topic, messages }: Sent): RecordMetadata[] {
    const first = this.#written.length;
    this.largest = Math.max(this.largest, messages.length);
    for (const message of messages) this.#written.push({ offset: this.#written.length, message });
    return [{ topicName: topic, partition: 0, errorCode: 0, baseOffset: `${first}` }];
  }

  #mark(): void {
    this.#written.push({ offset: this.#written.length, message: undefined });
    this.#hidden = this.markerLate;
  }
}
