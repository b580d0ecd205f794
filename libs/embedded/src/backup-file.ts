import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { ownerOnly } from './make-directory.js';

// One partition of one topic: its appends, one behind the other, each as
//   f64 first offset, u32 length, the bytes (see record-batch.ts).
const fixedBytes = 12;
const bufferBytes = 2 ** 20;

/** One append as it is kept: its first offset and its bytes. */
export type AppendBytes = readonly [number, Buffer];

export interface Written { readonly bytes: number; readonly sha256: string }

/** Writes appends to a new file; on the disk when it returns. */
export const writeAppends = (path: string, appends: Iterable<AppendBytes>): Written => {
  const file = openSync(path, 'wx', ownerOnly.file);
  const hash = createHash('sha256');
  let [waiting, waitingBytes, bytes] = [[] as Buffer[], 0, 0];
  const flush = (): void => {
    const all = Buffer.concat(waiting, waitingBytes);
    hash.update(all);
    for (let at = 0; at < all.length;) at += writeSync(file, all, at);
    [waiting, waitingBytes, bytes] = [[], 0, bytes + all.length];
  };
  try {
    for (const [first, append] of appends) {
      const fixed = Buffer.alloc(fixedBytes);
      fixed.writeDoubleLE(first, 0);
      fixed.writeUInt32LE(append.length, 8);
      // The store may use the append's memory for the next one.
      waiting.push(fixed, Buffer.from(append));
      waitingBytes += fixedBytes + append.length;
      if (waitingBytes >= bufferBytes) flush();
    }
    flush();
    fsyncSync(file);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(file);
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
