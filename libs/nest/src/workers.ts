import { startWorkers } from '#services';
import type { ServiceName } from '#services';
import type { Installation } from './installation.js';
import { Decisions } from './decisions.js';
import type { Decided } from './decisions.js';
import { working } from './service-work.js';
import type { Work, Working } from './work.js';

/** Writers, timers and intakes of one service, and what a person decides about them. */
export class Workers implements Work {
  #decisions: Decisions | undefined;

  constructor(
    readonly service: ServiceName,
    private readonly installation: Installation,
  ) {}

  /** Of each topic of the service. */
  get partitions(): number {
    return this.installation.settings.kafka.partitions;
  }

  start(signal: AbortSignal): Working {
    const {
      ports,
      owned,
      settings: { keys },
    } = this.installation;
    const running = startWorkers(this.service, ports, keys, signal);
    this.#decisions = new Decisions(ports, running, owned);
    return working(this.installation, [running], []);
  }

  resume(partition: number, acceptClock: boolean): Decided {
    return this.#decisions?.resume(this.service, partition, acceptClock) ?? this.#notBegun;
  }

  async quarantine(partition: number, offset: number, source?: string): Promise<Decided> {
    return (
      (await this.#decisions?.quarantine(this.service, partition, offset, source)) ?? this.#notBegun
    );
  }

  get #notBegun(): Decided {
    return { kind: 'elsewhere', names: [this.service] };
  }
}
