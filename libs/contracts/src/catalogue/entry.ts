import type { Message } from '#kernel';
import type { z } from 'zod';

/**
 * Turns the data of one version into that of the next; pure, and never changed once stored data
 * needs it.
 */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * One type of message: what it says, the schema of its newest data, and the way there from older
 * ones.
 */
export interface Entry<S extends z.ZodType = z.ZodType> {
  readonly says: string;
  readonly data: S;
  /**
   * `upcasts[n - 1]` leads from version n to n + 1: the newest version is one more than there
   * are.
   */
  readonly upcasts: readonly Upcast[];
}

/** Messages by their dot name. */
export type Catalogue = Readonly<Record<string, Entry>>;

/**
 * A type never leaves a catalogue and a form never changes without an upcast: old logs stay
 * readable.
 */
export const message = <S extends z.ZodType>(
  says: string,
  data: S,
  upcasts: readonly Upcast[] = [],
): Entry<S> => ({ says, data, upcasts });

/** The next version says more words; what was said before reads as it did. */
export const asItWas: Upcast = (data) => ({ ...data });

export const versionOf = (entry: Entry): number => entry.upcasts.length + 1;

/** The same shape with every property and list read-only, and intersections merged. */
type Plain<T> = T extends readonly (infer U)[]
  ? readonly Plain<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** True only where both describe the same values, also in what is optional. */
export type Same<A, B> = Identical<Plain<A>, Plain<B>>;

/** Breaks the build for each type whose two descriptions differ, and names it. */
export type Unlike<C extends Catalogue, M extends Message> =
  | {
      [T in M['type']]: T extends keyof C
        ? Same<z.output<C[T]['data']>, Extract<M, { readonly type: T }>['data']> extends true
          ? never
          : T
        : T;
    }[M['type']]
  | Exclude<keyof C, M['type']>;
