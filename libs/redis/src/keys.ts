/** The keys of one partition of one generation, all of one hash tag: one slot of a cluster. */
export interface PartitionKeys {
  /** Hash: `id` of the generation's incarnation, and the position. */
  readonly cursor: string;
  /** Sorted set of `index U+0000 sort U+0000 key`, all of score 0. */
  readonly places: string;
  /** Hash: count by name. */
  readonly counters: string;
  /** Sorted set of the counters' names. */
  readonly counterNames: string;
  /** Set of the views that `documents` was asked for. */
  readonly views: string;
  /** Hash: JSON text by key. */
  readonly documents: (view: string) => string;
}

export const partitionKeys = (
  prefix: string,
  service: string,
  generation: number,
  partition: number,
): PartitionKeys => {
  const tag = `${prefix}{${service}.g${generation}.${String(partition).padStart(2, '0')}}`;
  return {
    cursor: `${tag}:cursor`,
    places: `${tag}:places`,
    counters: `${tag}:counters`,
    counterNames: `${tag}:counter-names`,
    views: `${tag}:views`,
    documents: (view) => `${tag}:d:${view}`,
  };
};

/** Hash: `current` is the pointer, each number one generation that is kept. */
export const generationsKey = (prefix: string, service: string): string =>
  `${prefix}{${service}}:generations`;

const board = (prefix: string): string => `${prefix}{board}`;
/** Sorted set of the instances that say something of themselves. */
export const instancesKey = (prefix: string): string => `${board(prefix)}:instances`;
export const instanceKey = (prefix: string, instance: string): string =>
  `${board(prefix)}:instance:${instance}`;
