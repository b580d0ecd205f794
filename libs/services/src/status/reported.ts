import type { PartitionStatus } from '../gateway.js';
import { serviceModules } from '../register.js';
import type { AnyService } from '../register.js';
import { projectorName } from './row-names.js';

const nameOf = ({ role, name, partition }: PartitionStatus): string =>
  `${role} ${name}/${partition}`;

/** Every partition of every role of an installation, as nobody has reported it yet. */
export const everyPartition = (partitions: number): readonly PartitionStatus[] =>
  serviceModules.flatMap((each: AnyService) =>
    rolesOf(each).flatMap((role) =>
      Array.from({ length: partitions }, (_, partition): PartitionStatus => ({
        ...role,
        service: each.name,
        partition,
        state: 'starting',
        lag: 0,
      })),
    ),
  );

const rolesOf = ({
  name,
  inputs,
  sources,
  open,
}: AnyService): readonly Pick<PartitionStatus, 'role' | 'name'>[] => [
  { role: 'writer', name },
  ...inputs.map(({ source }) => ({ role: 'input', name: `${name} ← ${source}` }) as const),
  ...sources.map(({ source }) => ({ role: 'intake', name: `${name} ← ${source}` }) as const),
  { role: 'projector', name: open(({ view }) => projectorName(view)) },
];

const ranks: Readonly<Record<PartitionStatus['state'], number>> = {
  running: 3,
  halted: 2,
  starting: 1,
  unreported: 0,
};

/** Of two that report the same partition one is late: the newer term, else the better state. */
const isNewer = (one: PartitionStatus, other: PartitionStatus): boolean =>
  ranks[one.state] > ranks[other.state] ||
  (one.state === other.state && (one.term ?? -1) > (other.term ?? -1));

/**
 * What all processes report, once for each partition of `every`; who is not reported stands there
 * as in `every`.
 */
export const reported = (
  reports: readonly PartitionStatus[],
  every: readonly PartitionStatus[],
): readonly PartitionStatus[] => {
  const best = new Map<string, PartitionStatus>();
  for (const row of reports) {
    const known = best.get(nameOf(row));
    if (known === undefined || isNewer(row, known)) best.set(nameOf(row), row);
  }
  return every.map((row) => best.get(nameOf(row)) ?? row);
};

/**
 * Every partition of every role has been seen at work once: what then moves from one process to
 * another is waited for by whoever needs it.
 */
export class Attendance {
  readonly #missing = new Map<string, PartitionStatus>();

  constructor(every: readonly PartitionStatus[]) {
    for (const row of every) this.#missing.set(nameOf(row), row);
  }

  /** Those that were never seen at work, as they stand now. */
  take(rows: readonly PartitionStatus[]): readonly PartitionStatus[] {
    for (const row of rows) {
      const name = nameOf(row);
      if (!this.#missing.has(name)) continue;
      if (row.state === 'running' || row.state === 'halted') this.#missing.delete(name);
      else this.#missing.set(name, row);
    }
    return [...this.#missing.values()];
  }
}
