import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { StoreUnavailable } from '#ports';
import type { Gateway, PartitionStatus, PostOutcome, ServiceName } from '#services';
import { gatewayToken } from './gateway.js';

const bucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const unmatched = 'unmatched';

/** What Prometheus reads at `/metrics`. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();
  readonly #posts = new Counter({
    name: 'oms_posts_total',
    help: 'Commands and facts offered to the inboxes',
    labelNames: ['service', 'outcome'],
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the request to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: bucketsSeconds,
    registers: [this.#registry],
  });
  readonly #lag = this.#partitionGauge('oms_lag_records', 'Records still to pass');
  readonly #halted = this.#partitionGauge('oms_halted', '1 where a partition waits for people');
  readonly #accepted = this.#partitionGauge('oms_accepted_total', 'Causes answered');
  readonly #rejected = this.#partitionGauge('oms_rejected_total', 'Causes refused');

  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {
    collectDefaultMetrics({ register: this.#registry });
  }

  posted(service: ServiceName, outcome: PostOutcome['kind']): void {
    this.#posts.inc({ service, outcome });
  }

  /** Times every request from now on; the route's pattern is the label, never the address. */
  observe(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const {
        method,
        routeOptions: { url: route = unmatched },
      } = request;
      const status = String(reply.statusCode);
      this.#requests.observe({ method, route, status }, reply.elapsedTime / 1_000);
      done();
    });
  }

  async text(): Promise<string> {
    // What this process measures itself is told whoever else is away.
    const rows = await this.gateway.status().catch((error: unknown) => {
      if (error instanceof StoreUnavailable) return [];
      throw error;
    });
    for (const status of rows) this.#take(status);
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #take({ service, role, name, partition, state, lag, accepted, rejected }: PartitionStatus): void {
    const labels = { service, role, name, partition: String(partition) };
    this.#lag.set(labels, lag);
    this.#halted.set(labels, state === 'halted' ? 1 : 0);
    if (accepted !== undefined) this.#accepted.set(labels, accepted);
    if (rejected !== undefined) this.#rejected.set(labels, rejected);
  }

  #partitionGauge(name: string, help: string): Gauge {
    const labelNames = ['service', 'role', 'name', 'partition'];
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }
}
