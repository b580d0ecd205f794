import { startWorkers } from '#services';
import type { Operated, Operations, ServiceName } from '#services';
import type { Installation } from './installation.js';
import { Decisions } from './decisions.js';
import { working } from './service-work.js';
import type { Work, Working } from './work.js';

/** Writers, timers and intakes of the services that run here, and what a person decides of them. */
export class Workers implements Work, Operations {
  readonly #decisions = new Map<ServiceName, Decisions>();

  constructor(
    readonly services: readonly ServiceName[],
    private readonly installation: Installation,
  ) {}

  /** Of each topic of a service. */
  get partitions(): number {
    return this.installation.settings.kafka.partitions;
  }

  start(signal: AbortSignal): Working {
    const {
      ports,
      owned,
      settings: { keys },
    } = this.installation;
    const running = this.services.map((service) => {
      const started = startWorkers(service, ports, keys, signal);
      this.#decisions.set(service, new Decisions(ports, started, owned));
      return started;
    });
    return working(this.installation, running, []);
  }

  resume(service: ServiceName, partition: number, acceptClock = false): Operated {
    const decisions = this.#decisions.get(service);
    return decisions?.resume(service, partition, acceptClock) ?? notHere(service);
  }

  async quarantine(
    service: ServiceName,
    partition: number,
    offset: number,
    source?: string,
  ): Promise<Operated> {
    const decisions = this.#decisions.get(service);
    if (decisions === undefined) return notHere(service);
    return decisions.quarantine(service, partition, offset, source);
  }
}

/** It runs elsewhere, or has not begun. */
const notHere = (service: ServiceName): Operated => ({ kind: 'elsewhere', names: [service] });
