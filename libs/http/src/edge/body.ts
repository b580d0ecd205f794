import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { bodyBytesMax, bodyTooLarge } from '../problems/limits.js';
import { fieldProblem, problem } from '../problems/problem.js';
import type { Problem } from '../problems/problem.js';
import { edgeLimits, Room } from './limits.js';

/** Whoever sends a body byte by byte costs a hundred times its size: so many pieces at most. */
export const piecesMax = 16_384;
const bufferBytesMin = 16_384;

const bodies = new Room(edgeLimits.bodiesBytesMax);

const wrongLength = (): Problem =>
  fieldProblem('bad_request', {
    field: 'content-length',
    expected: 'the number of bytes of the body',
  });

const noRoom = (): Problem =>
  problem('busy', 'too many bodies are being read; nothing was kept, try again', {
    headers: { 'retry-after': '1' },
  });

const statedBytes = ({ headers: { 'content-length': stated } }: FastifyRequest): number =>
  stated === undefined ? 0 : Number(stated);

const tooManyPieces = (): Problem =>
  problem('bad_request', `the body comes in more than ${piecesMax} pieces`, {
    errors: [{ field: 'body', expected: 'pieces of a kilobyte or so' }],
  });

/** A body as it grows: one buffer, whatever its pieces are. */
class Growing {
  #buffer = Buffer.alloc(0);
  #bytes = 0;
  #pieces = 0;

  constructor(private readonly who: string) {}

  add(piece: Buffer): Problem | undefined {
    this.#pieces += 1;
    const bytes = this.#bytes + piece.length;
    if (bytes > bodyBytesMax) return bodyTooLarge();
    if (this.#pieces > piecesMax) return tooManyPieces();
    if (bytes > this.#buffer.length && !this.#grow(bytes)) return noRoom();
    piece.copy(this.#buffer, this.#bytes);
    this.#bytes = bytes;
    return undefined;
  }

  #grow(bytes: number): boolean {
    const size = Math.max(bytes, 2 * this.#buffer.length, bufferBytesMin);
    if (!bodies.take(size - this.#buffer.length, this.who)) return false;
    const larger = Buffer.allocUnsafe(size);
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
    return true;
  }

  get whole(): Buffer {
    return this.#buffer.subarray(0, this.#bytes);
  }

  end(): void {
    bodies.give(this.#buffer.length, this.who);
  }
}

/** The whole of a body, of bounded size, however small its pieces come. */
export const bodyOf = (request: FastifyRequest, body: Readable): Promise<Buffer> => {
  const stated = statedBytes(request);
  if (stated > bodyBytesMax) return Promise.reject(bodyTooLarge());
  const growing = new Growing(request.ip);
  return new Promise<Buffer>((resolve, reject) => {
    const add = (piece: Buffer): void => {
      const refused = growing.add(piece);
      if (refused === undefined) return;
      // What else comes is let pass, so that the answer can be read.
      body.off('data', add);
      body.resume();
      reject(refused);
    };
    body.on('data', add);
    body.once('end', () => {
      const whole = growing.whole;
      if (stated > 0 && stated !== whole.length) reject(wrongLength());
      else resolve(whole);
    });
    body.once('error', reject);
    body.once('close', () => reject(wrongLength()));
  }).finally(() => growing.end());
};
