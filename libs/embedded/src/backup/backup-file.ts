import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { ownerOnly } from '../directory/make-directory.js';

// One partition of one topic: its appends, one behind the other, each as
//   f64 first offset, u32 length, the bytes (see record-batch.ts).
const fixedBytes = 12;
const bufferBytes = 2 ** 20;

/** One append as it is kept: its first offset and its bytes. */
export type AppendBytes = readonly [number, Buffer];

export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A new file of appends, written as they come. */
export class AppendsFile {
  readonly #file: number;
  readonly #hash = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #bytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'wx', ownerOnly.file);
  }

  add([first, append]: AppendBytes): void {
    const fixed = Buffer.alloc(fixedBytes);
    fixed.writeDoubleLE(first, 0);
    fixed.writeUInt32LE(append.length, 8);
    // Who reads a store may use the append's memory for the next one.
    this.#waiting.push(fixed, Buffer.from(append));
    this.#waitingBytes += fixedBytes + append.length;
    if (this.#waitingBytes >= bufferBytes) this.#flush();
  }

  /** On the disk when it returns. */
  written(): Written {
    this.#flush();
    fsyncSync(this.#file);
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const all = Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#hash.update(all);
    for (let at = 0; at < all.length;) at += writeSync(this.#file, all, at);
    this.#bytes += all.length;
    [this.#waiting, this.#waitingBytes] = [[], 0];
  }
}

/** Writes appends to a new file; on the disk when it returns. */
export const writeAppends = (path: string, appends: Iterable<AppendBytes>): Written => {
  const file = new AppendsFile(path);
  try {
    for (const append of appends) file.add(append);
    return file.written();
  } finally {
    file.close();
  }
};

/** The digest of a file as it stands. */
export const writtenIn = (path: string): Written => {
  const file = openSync(path, 'r');
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(bufferBytes);
  let bytes = 0;
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, read));
      bytes += read;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(file);
  }
};

/** The appends of a file whose digest was compared. */
export const readAppends = function* (path: string): Generator<AppendBytes> {
  const file = openSync(path, 'r');
  const fixed = Buffer.alloc(fixedBytes);
  try {
    while (readSync(file, fixed) === fixedBytes) {
      const append = Buffer.alloc(fixed.readUInt32LE(8));
      readSync(file, append);
      yield [fixed.readDoubleLE(0), append];
    }
  } finally {
    closeSync(file);
  }
};

/** The text of a small file beside them. */
export const textIn = (path: string): string => readFileSync(path, 'utf8');
