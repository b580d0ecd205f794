import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';
import { headOf } from './lmdb-check.js';

/** The disk takes no more: nothing was written, and it can be tried again. */
class DiskFull extends Error {
  constructor(readonly file: string) {
    super(`there is no room on the disk of ${file}`);
    this.name = 'DiskFull';
  }
}

/** What a commit writes beside its documents: pages of trees, of the list of free ones. */
const besidePages = 64;
const stepBytes = 4 * 2 ** 20;
const zeros = Buffer.alloc(2 ** 18);

/**
 * Room for what is going to be written, taken from the disk before: lmdb does not survive a write
 * that fails for want of it (its memory is damaged). The file is made longer than the store needs,
 * by bytes that the disk has given.
 */
class Room {
  #promised = 0;

  constructor(
    private readonly store: RootDatabase,
    private readonly path: string,
  ) {}

  /**
   * Makes sure that a commit of so many changes and bytes has room; until the function that it
   * gives is called, it is promised to nobody else. Throws `DiskFull`.
   */
  take(changes: number, bytes: number): () => void {
    const file = openSync(this.path, 'r+');
    try {
      const wanted = bytes + (changes + besidePages) * headOf(file).pageBytes;
      if (this.#left(file) < wanted && !this.#extended(file, wanted)) throw new DiskFull(this.path);
      this.#promised += wanted;
      return () => {
        this.#promised -= wanted;
      };
    } finally {
      closeSync(file);
    }
  }

  #left(file: number): number {
    const { pageBytes, lastPage } = headOf(file);
    return fstatSync(file).size - (lastPage + 1) * pageBytes - this.#promised;
  }

  /** No commit runs meanwhile: what stands behind the last page is nobody's. */
  #extended(file: number, wanted: number): boolean {
    return this.store.transactionSync(() => {
      const short = wanted - this.#left(file);
      return grow(file, Math.max(short, stepBytes)) || wanted <= this.#left(file);
    });
  }
}

/** Writes so many zeros behind the end; false where the disk did not take all of them. */
const grow = (file: number, bytes: number): boolean => {
  let at = fstatSync(file).size;
  try {
    for (const end = at + bytes; at < end;) {
      at += writeSync(file, zeros, 0, Math.min(zeros.length, end - at), at);
    }
    return true;
  } catch {
    return false;
  }
};

const rooms = new WeakMap<object, Room>();

/** From now on, what is written to this store, or to a database of it, takes its room before. */
export const keepRoom = (store: RootDatabase, path: string): void => {
  rooms.set(store, new Room(store, path));
};

/** A database takes its room with the store that it is in. */
export const shareRoom = (store: RootDatabase, database: object): void => {
  const room = rooms.get(store);
  if (room !== undefined) rooms.set(database, room);
};

const nothing = (): void => undefined;

/** Of a store or database; one that keeps no room is not looked after. */
export const takeRoom = (of: object | undefined, changes: number, bytes: number): (() => void) =>
  (of && rooms.get(of)?.take(changes, bytes)) ?? nothing;
