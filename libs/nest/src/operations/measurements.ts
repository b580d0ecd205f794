import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { WorkStatus } from '../work.js';

const labelNames = ['service', 'role', 'name', 'partition'] as const;

/** What Prometheus reads of a service; the names are those of the edge. */
export class Measurements {
  readonly #registry = new Registry();
  readonly #gauges = {
    lag: this.#gauge('oms_lag_records', 'Records still to pass'),
    halted: this.#gauge('oms_halted', '1 where a partition waits for people'),
    place: this.#gauge('oms_place', 'Offset passed'),
    term: this.#gauge('oms_term', 'Offset of the term record that a writer works under'),
    accepted: this.#gauge('oms_accepted_total', 'Causes answered'),
    rejected: this.#gauge('oms_rejected_total', 'Causes refused'),
    superseded: this.#gauge('oms_superseded_total', 'Records that do not count'),
  };

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Of the partitions that this process has now, and of no other. */
  async text(statuses: readonly WorkStatus[]): Promise<string> {
    for (const gauge of Object.values(this.#gauges)) gauge.reset();
    for (const status of statuses) this.#take(status);
    return this.#registry.metrics();
  }

  #take({ service, role, name, partition, state, ...figures }: WorkStatus): void {
    const labels = { service, role, name, partition: String(partition) };
    this.#gauges.halted.set(labels, state === 'halted' ? 1 : 0);
    for (const figure of ['lag', 'place', 'term', 'accepted', 'rejected', 'superseded'] as const) {
      const value = figures[figure];
      if (value !== undefined) this.#gauges[figure].set(labels, value);
    }
  }

  #gauge(name: string, help: string): Gauge<(typeof labelNames)[number]> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}
