/**
 * The catalogue and the types of the domains say the same: the build breaks at the codec of a
 * service, naming the message, where they do not. Nothing of this is left at run time.
 */
import type { LogEvent } from '../envelope.js';
import type { Same, Unlike } from './entry.js';
import type { logEvents } from './log.js';

type None<Differing extends never> = Differing;
type Proof = [None<Unlike<typeof logEvents, LogEvent>>];

type No<Answer extends false> = Answer;

/**
 * And the proof can fail: on a field too few, on a type deep inside, on what is optional on one
 * side only.
 */
type ProofCanFail = [
  No<Same<{ a: string }, { a: string; b?: string }>>,
  No<Same<{ a: { b: 1 | 2 }[] }, { a: { b: 1 | 2 | 3 }[] }>>,
  No<Same<{ a?: string }, { a: string | undefined }>>,
];

/** The type itself, once nothing differs. */
export type Proven<T, Differing extends readonly never[]> = [
  Proof,
  ProofCanFail,
  Differing,
] extends readonly unknown[]
  ? T
  : never;
