import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { AppendCut } from './append-cut.js';
import { KafkaFrames, produceKey } from './kafka-frames.js';
import type { FramePart } from './kafka-frames.js';

export interface LinkWanted {
  readonly to: number;
  readonly kafka: boolean;
  readonly delayMs: () => number;
  /** Of an append that comes now; undefined where it may pass. */
  readonly nextCut: () => AppendCut | undefined;
  readonly closed: () => void;
}

/** One connection of a client, and the one that was made for it. */
export class Link {
  readonly #server: Socket;
  readonly #frames = new KafkaFrames();
  /** Of the append that is passing, or whose answer is awaited. */
  #cutAt: AppendCut | undefined;
  #awaitsAnswer = false;
  #isCut = false;

  constructor(
    private readonly client: Socket,
    private readonly wanted: LinkWanted,
  ) {
    this.#server = connect({ port: wanted.to, host: '127.0.0.1', noDelay: true });
    this.#pass(client, (chunk) => this.#asked(chunk));
    this.#pass(this.#server, (chunk) => this.#answered(chunk));
  }

  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.client.destroy();
    this.#server.destroy();
    this.wanted.closed();
  }

  /** In order, each chunk with its delay; the end of one side is the end of both. */
  #pass(from: Socket, taken: (chunk: Buffer) => void): void {
    let last = Promise.resolve();
    const then = (act: () => void): void => {
      const ms = this.wanted.delayMs();
      const due = ms === 0 ? undefined : pause(ms);
      last = last.then(async () => {
        await due;
        if (!this.#isCut) act();
      });
    };
    from.on('data', (chunk: Buffer) => then(() => taken(chunk)));
    from.on('end', () => then(() => this.cut()));
    // A connection that breaks says so by its close as well.
    from.on('error', () => undefined);
    from.on('close', () => then(() => this.cut()));
  }

  #asked(chunk: Buffer): void {
    if (!this.wanted.kafka) {
      this.#write(this.#server, chunk, this.client);
      return;
    }
    for (const part of this.#frames.take(chunk)) {
      if (this.#isCut) return;
      this.#askedPart(part);
    }
  }

  #askedPart({ bytes, apiKey, isFirst, isLast }: FramePart): void {
    if (isFirst && apiKey === produceKey && !this.#awaitsAnswer)
      this.#cutAt = this.wanted.nextCut();
    if (this.#cutAt === 'before') {
      this.cut();
    } else if (this.#cutAt === 'middle') {
      this.#server.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => this.cut());
    } else {
      this.#write(this.#server, bytes, this.client);
      if (isLast && this.#cutAt === 'acknowledgement') this.#awaitsAnswer = true;
    }
  }

  #answered(chunk: Buffer): void {
    if (this.#awaitsAnswer) this.cut();
    else this.#write(this.client, chunk, this.#server);
  }

  /** Who writes faster than the other side reads has to wait. */
  #write(to: Socket, bytes: Buffer, from: Socket): void {
    if (to.write(bytes) || from.isPaused()) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}
