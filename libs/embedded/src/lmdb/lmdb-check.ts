import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { beginsValue, headerBytes, headIn, headPageBytes, referencesOf } from './lmdb-page.js';
import type { Head, Tree } from './lmdb-page.js';

/**
 * So many pages of leaves and values are looked at, the newest first (128 MiB of 4 KiB each);
 * branches are looked at all, and with them the places of all leaves.
 */
const pagesLookedAtMax = 32_768;

class Flaw extends Error {}

const read = (file: number, at: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
};

/** The newer one of the two first pages, which both must be whole. */
export const headOf = (file: number): Head => {
  const first = headIn(read(file, 0, headPageBytes));
  if (typeof first === 'string') throw new Flaw(first);
  const second = headIn(read(file, first.pageBytes, headPageBytes));
  if (typeof second === 'string') throw new Flaw(second);
  return second.transaction > first.transaction ? second : first;
};

/** Reads the trees of a file page by page, newest first, and maps nothing. */
class Walk {
  #left = pagesLookedAtMax;
  #visited = 0;
  readonly #pages: number;

  constructor(
    private readonly file: number,
    private readonly head: Head,
  ) {
    this.#pages = Math.floor(fstatSync(file).size / head.pageBytes);
  }

  tree({ root, depth }: Tree): void {
    if (root !== undefined) this.#page(root, depth);
  }

  #page(number: number, height: number): void {
    this.#require(number, 1);
    this.#visited += 1;
    if (height < 1 || this.#visited > this.#pages) throw new Flaw('its pages form no tree');
    const leaf = height === 1;
    if (leaf && this.#left <= 0) return;
    if (leaf) this.#left -= 1;
    const { pageBytes } = this.head;
    const found = referencesOf(read(this.file, number * pageBytes, pageBytes), number, leaf);
    if (found === undefined) throw new Flaw(`its page ${number} was overwritten`);
    for (const child of found.children.toReversed()) this.#page(child, height - 1);
    for (const { page, pages } of found.values.toReversed()) this.#value(page, pages);
    for (const tree of found.trees) this.tree(tree);
  }

  #value(page: number, pages: number): void {
    this.#require(page, pages);
    if (this.#left <= 0) return;
    this.#left -= 1;
    if (!beginsValue(read(this.file, page * this.head.pageBytes, headerBytes), page)) {
      throw new Flaw(`its page ${page} was overwritten`);
    }
  }

  #require(page: number, pages: number): void {
    if (page + pages <= this.#pages && page + pages - 1 <= this.head.lastPage) return;
    const last = page + pages - 1;
    throw new Flaw(`it has ${this.#pages} pages and needs page ${last}: it is cut short`);
  }
}

/**
 * Why the store in this file cannot be mapped: doing so would end the process without a word.
 * Undefined where it can, and where it is missing or empty, which becomes a store. `moving`:
 * another process writes there and has looked; only what the file begins with is looked at.
 */
export const flawOf = (path: string, moving: boolean): string | undefined => {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size === 0) return undefined;
    const head = headOf(file);
    const walk = new Walk(file, head);
    if (!moving) for (const tree of head.trees) walk.tree(tree);
    return undefined;
  } catch (error) {
    if (error instanceof Flaw || error instanceof RangeError) return error.message;
    throw error;
  } finally {
    closeSync(file);
  }
};
