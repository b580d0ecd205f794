/** Who wrote what of an events log: by the log's own records, and by what a process says of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { openKafka } from '#kafka';
import type { StoredRecord } from '#ports';
import type { Instance } from '../../tools/deployment/index.js';

/** The terms that a process works under now, by partition. */
export type Terms = ReadonlyMap<number, number>;

export interface Tenure {
  /** Of the term record that opened it. */
  readonly term: number;
  /** Of what was written under it before another was opened, and after. */
  readonly inTime: readonly StoredRecord[];
  readonly late: readonly StoredRecord[];
}

export interface TenureEnd {
  readonly partition: number;
  readonly term: number;
  /** Appends that landed after another writer had taken over. */
  readonly appendsLate: number;
  /** Ids among them that no heir wrote, so no copies; without notes, which may tell of less. */
  readonly lateAlone: readonly string[];
  /** Records that its heirs wrote: what it would have had to answer. */
  readonly waited: number;
}

const becomesMsMax = 60_000;
const lookMs = 50;
const readLimit = { records: 2_000, bytes: 2 ** 22 };

/** From `/metrics`. */
const termsOf = async ({ app, address }: Instance): Promise<Terms> => {
  const text = await (await fetch(`${address}/metrics`)).text();
  const lines = text.matchAll(/^oms_term\{([^}]*)\} (\d+)$/gm);
  return new Map(
    [...lines].flatMap(([, labels = '', term]) => {
      const partition = /partition="(\d+)"/.exec(labels)?.[1];
      const isWriter = labels.includes(`service="${app}"`) && labels.includes('role="writer"');
      return isWriter && partition !== undefined ? [[Number(partition), Number(term)]] : [];
    }),
  );
};

/** Until its terms are so. */
const until = async (
  instance: Instance,
  what: string,
  holds: (terms: Terms) => boolean,
): Promise<Terms> => {
  let terms: Terms = new Map();
  for (const end = performance.now() + becomesMsMax; performance.now() < end;) {
    terms = await termsOf(instance);
    if (holds(terms)) return terms;
    await pause(lookMs);
  }
  const { app, index, said } = instance;
  throw new Error(
    `${app}-${index} ${what} within ${becomesMsMax} ms: ` +
      `${JSON.stringify([...terms])}\n${said()}`,
  );
};

export const holdsSome = (instance: Instance): Promise<Terms> =>
  until(instance, 'holds nothing', ({ size }) => size > 0);

/** Under newer terms, all that `held` tells. */
export const takesOver = async (heir: Instance, held: Terms = new Map()): Promise<void> => {
  await until(heir, 'does not take over', (terms) =>
    [...held].every(([partition, term]) => (terms.get(partition) ?? -1) > term),
  );
};

/** It works under none of these terms any more: it has lost the partition, or took it anew. */
export const stepsDown = async (old: Instance, held: Terms = new Map()): Promise<void> => {
  await until(old, 'does not step down', (terms) =>
    [...held].every(([partition, term]) => terms.get(partition) !== term),
  );
};

/** Every tenure of every partition of a service, in order. */
export const tenuresOf = async (
  brokers: readonly string[],
  service: string,
): Promise<ReadonlyMap<number, readonly Tenure[]>> => {
  const kafka = await openKafka({ brokers, clientId: 'test', partitions: 4, replication: 1 });
  try {
    const log = kafka.log(`oms.${service}.events`);
    const found = new Map<number, readonly Tenure[]>();
    for (let partition = 0; partition < log.partitions; partition += 1) {
      const records: StoredRecord[] = [];
      for (;;) {
        const outcome = await log.read(partition, records.length, readLimit);
        if (outcome.kind === 'unavailable') throw new Error(outcome.reason);
        if (outcome.slice.records.length === 0) break;
        records.push(...outcome.slice.records);
      }
      found.set(partition, tenuresIn(records));
    }
    return found;
  } finally {
    await kafka.close();
  }
};

const tenuresIn = (records: readonly StoredRecord[]): readonly Tenure[] => {
  const opened = records.filter(({ headers }) => headers['ce_type'] === 'oms.log.term-opened');
  return opened.map(({ offset: term }, at) => {
    const over = opened[at + 1]?.offset ?? Infinity;
    const written = records.filter(({ headers }) => headers['ce_omsterm'] === `${term}`);
    return {
      term,
      inTime: written.filter(({ offset }) => offset < over),
      late: written.filter(({ offset }) => offset > over),
    };
  });
};

export const lateIn = (tenures: ReadonlyMap<number, readonly Tenure[]>): number =>
  [...tenures.values()].flat().reduce((sum, { late }) => sum + late.length, 0);

/** How the tenures under these terms ended. */
export const endsOf = (
  tenures: ReadonlyMap<number, readonly Tenure[]>,
  held: Terms = new Map(),
): readonly TenureEnd[] =>
  [...held].map(([partition, term]) => {
    const all = tenures.get(partition) ?? [];
    const late = all.find((tenure) => tenure.term === term)?.late ?? [];
    const answers = late.filter(({ headers }) => headers['ce_type'] !== 'oms.log.unchanged');
    const heirs = all.filter((tenure) => tenure.term > term).flatMap(({ inTime }) => inTime);
    const counted = new Set(heirs.map(idOf));
    return {
      partition,
      term,
      waited: heirs.length,
      appendsLate: late.filter(({ offset }, at) => late[at - 1]?.offset !== offset - 1).length,
      lateAlone: answers.map(idOf).filter((id) => !counted.has(id)),
    };
  });

const idOf = ({ headers }: StoredRecord): string => headers['ce_id'] ?? '';
