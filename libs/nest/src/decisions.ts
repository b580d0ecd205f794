import { positionName, writerGroup } from '#runtime';
import type { Ports, RunningService } from '#runtime';
import { operationsOf } from '#services';
import type { Operated, Operations, ServiceName } from '#services';
import type { OwnedPartitions } from './owned-partitions.js';

/** What a person may decide where the partitions of a service are shared among processes. */
export class Decisions implements Operations {
  constructor(
    private readonly ports: Pick<Ports, 'logs'>,
    private readonly running: RunningService,
    private readonly owned: Pick<OwnedPartitions, 'holds'>,
  ) {}

  /** Lets the halted writer, and halted inputs and intakes, of a partition go on that are here. */
  resume(service: ServiceName, partition: number, acceptClock = false): Operated {
    const operated = this.#operations().resume(service, partition, acceptClock);
    const names = this.#elsewhere(service, partition);
    return operated.kind === 'not-halted' && names.length > 0
      ? { kind: 'elsewhere', names }
      : operated;
  }

  /** Sets aside what the writer, or what reads `source`, halts at, where that is here. */
  async quarantine(
    service: ServiceName,
    partition: number,
    offset: number,
    source?: string,
  ): Promise<Operated> {
    const isIntake = source !== undefined && this.running.status.intakes.has(source);
    const group = isIntake ? positionName(service, source) : writerGroup(service);
    if (!this.owned.holds(group, partition)) {
      return {
        kind: 'elsewhere',
        names: [source === undefined ? service : `${service} ← ${source}`],
      };
    }
    return this.#operations().quarantine(service, partition, offset, source);
  }

  /** Over what is here at this moment: a status keeps what another process works on by now. */
  #operations(): Operations {
    const { name, status } = this.running;
    const here = <T>(group: string, partitions: ReadonlyMap<number, T>): ReadonlyMap<number, T> =>
      new Map([...partitions].filter(([partition]) => this.owned.holds(group, partition)));
    return operationsOf(this.ports, [
      {
        ...this.running,
        status: {
          ...status,
          writers: here(writerGroup(name), status.writers),
          inputs: () =>
            status
              .inputs()
              .filter(({ partition }) => this.owned.holds(writerGroup(name), partition)),
          intakes: new Map(
            [...status.intakes].map(([source, partitions]) => [
              source,
              here(positionName(name, source), partitions),
            ]),
          ),
        },
      },
    ]);
  }

  #elsewhere(service: ServiceName, partition: number): readonly string[] {
    const groups = [
      { name: service, group: writerGroup(service) },
      ...[...this.running.status.intakes.keys()].map((source) => ({
        name: `${service} ← ${source}`,
        group: positionName(service, source),
      })),
    ];
    return groups
      .filter(({ group }) => !this.owned.holds(group, partition))
      .map(({ name }) => name);
  }
}
