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
  /** Of events: the newest cause that is answered before `from`; -1 where none is. */
  readonly causeBefore: number;
  readonly records: readonly StoredRecord[];
}

const nameOf = (service: string, kind: Tail['kind'], partition: number): string =>
  `${service}.${kind}/${partition}`;

const whole = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isInteger(value) ? undefined : value;
};

const causeOf = ({ headers }: StoredRecord): number | undefined => whole(headers.ce_omscause);

/** `service:logId:partition:cause:index:k` of a message that another service's event led to. */
const sourceOf = ({
  headers,
}: StoredRecord):
  | { readonly service: string; readonly partition: number; readonly cause: number }
  | undefined => {
  const [service = '', , partition, cause] = (headers.ce_omssource ?? '').split(':');
  const [number, answered] = [whole(partition), whole(cause)];
  return number === undefined || answered === undefined
    ? undefined
    : { service, partition: number, cause: answered };
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
  #stands({ kind, service, partition }: Tail, record: StoredRecord): boolean {
    if (kind === 'events') {
      const cause = causeOf(record);
      const end = this.ends.get(nameOf(service, 'inbox', partition));
      return cause === undefined || end === undefined || cause < end;
    }
    const source = sourceOf(record);
    return source === undefined || this.#isAnswered(source);
  }

  #isAnswered({ service, partition, cause }: NonNullable<ReturnType<typeof sourceOf>>): boolean {
    const name = nameOf(service, 'events', partition);
    const tail = this.#tails.get(name);
    const end = this.ends.get(name);
    if (tail === undefined || end === undefined || cause <= tail.causeBefore) return true;
    const answers = tail.records.filter((each) => causeOf(each) === cause);
    return answers.length > 0 && answers.every(({ offset }) => offset < end);
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
 * the message that it answers, no message without the event that it comes from. Logs are looked at
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
