import type { StoredRecord } from '#ports';

/** One partition of a log: its newest records, which may know of what a copy does not hold. */
export interface Tail {
  /** `orders`, `inventory`, `shipping`. */
  readonly service: string;
  readonly kind: 'inbox' | 'events';
  readonly partition: number;
  /** What stands before it was there before the newest looks at the other logs began. */
  readonly from: number;
  readonly end: number;
  /** Bodies of `log.positions` alone are asked for. */
  readonly records: readonly StoredRecord[];
}

const nameOf = (service: string, kind: Tail['kind'], partition: number): string =>
  `${service}.${kind}/${partition}`;

/** A record of a log that another one follows from. */
interface Behind {
  readonly service: string;
  readonly kind: Tail['kind'];
  readonly partition: number;
  readonly offset: number;
}

const placeForm = /^([^:;.]+)(?:\.(\d+))?:(\d+):\d+;/;

/** What an event answers: `inbox:7:0;…` or `orders.2:120:0;…`. */
const answeredBy = ({ service, partition }: Tail, { headers }: StoredRecord): readonly Behind[] => {
  const [, input, number, offset] = placeForm.exec(headers.ce_omslink ?? '') ?? [];
  if (input === undefined) return [];
  if (number !== undefined) {
    return [{ service: input, kind: 'events', partition: Number(number), offset: Number(offset) }];
  }
  return input === 'inbox' ? [{ service, kind: 'inbox', partition, offset: Number(offset) }] : [];
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** How far inputs were read, as a writer notes it. */
const notedIn = ({ headers, value }: StoredRecord): readonly Behind[] => {
  if (headers.ce_type !== 'oms.log.positions' || value === null) return [];
  const data: unknown = JSON.parse(new TextDecoder().decode(value));
  if (!isObject(data) || !('inputs' in data) || !isObject(data.inputs)) return [];
  return Object.entries(data.inputs).flatMap(([input, place]: [string, unknown]): Behind[] => {
    const [service = '', partition] = input.split('.');
    const offset = isObject(place) && 'offset' in place ? Number(place.offset) : -1;
    return offset < 0 ? [] : [{ service, kind: 'events', partition: Number(partition), offset }];
  });
};

/** Where each log is cut so far. */
class Cuts {
  readonly #tails: ReadonlyMap<string, Tail>;
  readonly ends: Map<string, number>;

  constructor(tails: readonly Tail[]) {
    const named = tails.map(
      (tail) => [nameOf(tail.service, tail.kind, tail.partition), tail] as const,
    );
    this.#tails = new Map(named);
    this.ends = new Map(named.map(([name, { end }]) => [name, end]));
  }

  /** Whether the copy holds what this record follows from. What nobody knows is not asked for. */
  #stands(tail: Tail, record: StoredRecord): boolean {
    if (tail.kind === 'inbox') return this.#isThere(tail.service, record.headers.ce_omssource);
    return [...answeredBy(tail, record), ...notedIn(record)].every(
      ({ service, kind, partition, offset }) =>
        offset < (this.ends.get(nameOf(service, kind, partition)) ?? Infinity),
    );
  }

  /** Of the event `<id>/<k>` that a service has posted on from; an older one is there anyway. */
  #isThere(service: string, source: string | undefined): boolean {
    if (source === undefined) return true;
    const id = source.slice(0, source.lastIndexOf('/'));
    const name = nameOf(service, 'events', Number(id.split(':')[0]));
    const event = this.#tails.get(name)?.records.find(({ headers }) => headers.ce_id === id);
    return event === undefined || event.offset < (this.ends.get(name) ?? Infinity);
  }

  /** Cuts each log before the first record that does not stand; false where all of them do. */
  shorten(): boolean {
    let isShorter = false;
    for (const [name, tail] of this.#tails) {
      const end = this.ends.get(name) ?? tail.end;
      const first = tail.records.find(
        (record) => record.offset < end && !this.#stands(tail, record),
      );
      if (first === undefined) continue;
      this.ends.set(name, first.offset);
      isShorter = true;
    }
    return isShorter;
  }
}

/**
 * The ends of a copy that could have been the whole, by `service.kind/partition`: no event without
 * what it answers, no message without the event that it comes from. Logs are looked at
 * one after another while others write; what was written before the newest looks began is kept.
 */
export const consistentCut = (tails: readonly Tail[]): ReadonlyMap<string, number> => {
  const cuts = new Cuts(tails);
  while (cuts.shorten());
  return cuts.ends;
};

export const cutOf = (
  cuts: ReadonlyMap<string, number>,
  { service, kind, partition }: Omit<Tail, 'records'>,
): number | undefined => cuts.get(nameOf(service, kind, partition));
