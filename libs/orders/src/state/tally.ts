/**
 * What the lines of an order come to. An order has up to 2,000 lines and each answer of the stock
 * is about one: so it is counted once, and kept up by what changes.
 */
import { remembering } from '#kernel';
import type { Quantity } from '#kernel';
import { namesOf, total } from './buckets.js';
import type { Buckets } from './buckets.js';
import type { Bucket } from '../message/quantities.js';

/** What of a line is counted. */
interface Counted {
  readonly line: string;
  readonly buckets: Buckets;
  readonly ordered: Quantity;
  readonly dropped: Quantity;
  readonly refused: Quantity;
  readonly awaiting: boolean;
  readonly trackStock: boolean;
}

type Lines = readonly Counted[];

/** Numbers of lines. */
export interface Tally {
  /** That have units in a bucket. */
  readonly holding: { readonly [B in Bucket]?: number };
  /** For which an answer of the stock is due. */
  readonly awaiting: number;
  /** For which the order itself gives that answer. */
  readonly untracked: number;
  /** Of which the stock has refused units. */
  readonly refused: number;
  /** From which an edit took units. */
  readonly dropped: number;
  /** That break invariant I1: their buckets hold other units than were ever ordered. */
  readonly broken: number;
}

type Counting = { -readonly [K in keyof Omit<Tally, 'holding'>]: Tally[K] } & {
  readonly holding: { [B in Bucket]?: number };
};

const count = (counting: Counting, line: Counted, by: 1 | -1): void => {
  const { buckets, ordered, awaiting, trackStock, refused, dropped } = line;
  const { holding } = counting;
  for (const name of namesOf(buckets)) holding[name] = (holding[name] ?? 0) + by;
  if (awaiting) counting.awaiting += by;
  if (awaiting && !trackStock) counting.untracked += by;
  if (refused > 0) counting.refused += by;
  if (dropped !== 0) counting.dropped += by;
  if (total(buckets) !== ordered) counting.broken += by;
};

const tallies = remembering<Lines, Tally>();

export const tallyOf = (lines: Lines): Tally => {
  const known = tallies.get(lines);
  if (known !== undefined) return known;
  const counting: Counting = {
    holding: {},
    awaiting: 0,
    untracked: 0,
    refused: 0,
    dropped: 0,
    broken: 0,
  };
  for (const line of lines) count(counting, line, 1);
  tallies.set(lines, counting);
  return counting;
};

/** Whether any line has units in one of these. */
export const holdsAny = (lines: Lines, buckets: readonly Bucket[]): boolean => {
  const { holding } = tallyOf(lines);
  return buckets.some((bucket) => (holding[bucket] ?? 0) > 0);
};

/** All buckets in which lines have units. */
export const heldIn = (lines: Lines): readonly Bucket[] => {
  const { holding } = tallyOf(lines);
  return namesOf(holding).filter((bucket) => (holding[bucket] ?? 0) > 0);
};

/** A few lines are looked through faster than anything is kept up of them. */
const manyLines = 32;

type Places = ReadonlyMap<string, number>;
const places = remembering<Lines, Places>();

const placesOf = (lines: Lines): Places => {
  const known = places.get(lines) ?? new Map(lines.map(({ line }, place) => [line, place]));
  places.set(lines, known);
  return known;
};

/** Where among the lines it stands; -1: nowhere. */
export const placeOfLine = (lines: Lines, id: string): number =>
  lines.length < manyLines
    ? lines.findIndex(({ line }) => line === id)
    : (placesOf(lines).get(id) ?? -1);

/** `next` are the same lines but for those at these places: what is known of them goes on. */
export const keepTally = (lines: Lines, next: Lines, changed: ReadonlySet<number>): void => {
  if (lines.length < manyLines) return;
  places.set(next, placesOf(lines));
  const before = tallies.get(lines);
  if (before === undefined) return;
  const counting: Counting = { ...before, holding: { ...before.holding } };
  for (const place of changed) {
    const [was, is] = [lines[place], next[place]];
    if (was !== undefined) count(counting, was, -1);
    if (is !== undefined) count(counting, is, 1);
  }
  tallies.set(next, counting);
};
