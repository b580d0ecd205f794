/** Requests of Kafka's protocol in a stream of bytes: where each begins and ends, and its kind. */

/** A part of one request, in the order of the stream. */
export interface FramePart {
  readonly bytes: Buffer;
  /** 0 is Produce. */
  readonly apiKey: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export const produceKey = 0;

const sizeBytes = 4;
/** The size, and the key of the API behind it. */
const headBytes = sizeBytes + 2;

export class KafkaFrames {
  /** Of a request whose kind is not known yet. */
  #head: Buffer = Buffer.alloc(0);
  #apiKey = -1;
  /** Bytes that the request at hand still has. */
  #left = 0;

  /** What can be passed on of a chunk; the first bytes of a head wait for the rest of it. */
  take(chunk: Buffer): readonly FramePart[] {
    const parts: FramePart[] = [];
    let rest = this.#left === 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    if (this.#left === 0) this.#head = Buffer.alloc(0);
    while (rest.length > 0) {
      const isFirst = this.#left === 0;
      if (isFirst) {
        if (rest.length < headBytes) {
          this.#head = rest;
          break;
        }
        this.#left = sizeBytes + rest.readInt32BE(0);
        this.#apiKey = rest.readInt16BE(sizeBytes);
      }
      const bytes = rest.subarray(0, this.#left);
      rest = rest.subarray(bytes.length);
      this.#left -= bytes.length;
      parts.push({ bytes, apiKey: this.#apiKey, isFirst, isLast: this.#left === 0 });
    }
    return parts;
  }
}
