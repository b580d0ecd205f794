// The world of the model: two services that read each other's logs. It is small on purpose, so that
// what is rare in a large one (a crash in a take-over, a late append) happens in every schedule.

export const serviceCount = 2;
export const partitionCount = 2;
export const processCount = 3;

export const inboxRecordsMax = 9;
export const bulkRecordsMax = 5;
/** A writer records its positions after so many answers of one source (10,000 for real). */
export const passedOverMax = 3;

/** Each partition of the other service is an input, beside the own inbox and the bulk inbox. */
export const sourceNames = Array.from({ length: partitionCount }, (_, at) => `source ${at}`);
export const inputNames = ['inbox', 'bulk', ...sourceNames];

/** A place in an input: the offset there, and which of the messages at that offset. */
export const beforeAll = { offset: -1, k: 0 };
export const afterAllAt = (offset) => ({ offset, k: Infinity });
export const isAfter = (one, other) =>
  one.offset > other.offset || (one.offset === other.offset && one.k > other.k);
export const textOf = ({ offset, k }) => `${offset}:${k}`;

/** For each source what `valueOf(name)` says. */
export const perSource = (valueOf) =>
  Object.fromEntries(sourceNames.map((name) => [name, valueOf(name)]));

export class Violation extends Error {}

export function must(holds, invariant) {
  if (!holds) throw new Violation(invariant);
}
