import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { StoreUnavailable } from '#ports';
import type { Gateway, PartitionStatus, Readiness } from '#services';
import { gatewayToken } from '../gateway.js';
import { Documented } from '../docs/documented.js';
import { failingAnswer, healthAnswer, readyAnswer } from '../docs/partition-answers.js';
import { Metrics } from '../metrics.js';

const shortened = ({
  service,
  role,
  name,
  partition,
  state,
  reason,
  inboxAlone,
  at,
}: PartitionStatus) => ({
  service,
  role,
  name,
  partition,
  state,
  ...(reason === undefined ? {} : { reason }),
  ...(inboxAlone === undefined ? {} : { inboxAlone }),
  ...(at === undefined ? {} : { at }),
});

/** What those who run the backend ask. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('health')
  @Header('cache-control', 'no-store')
  @Documented({
    tag: 'operations',
    open: true,
    summary: 'Is the process alive, and does all of it work?',
    description:
      'Answers 200 as long as the process can do its part. A halted partition waits ' +
      'for people, others go on: it is listed and the status is `degraded`. 503 says why the ' +
      'process should be started anew.',
    answers: { 200: healthAnswer, 503: failingAnswer },
  })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const failures = this.gateway.failures?.() ?? [];
    if (failures.length > 0) {
      reply.status(503);
      return { status: 'failing', failures };
    }
    const rows = await this.gateway.status().catch(unavailable);
    if (rows instanceof StoreUnavailable) {
      return { status: 'degraded', halted: [], unknown: rows.message };
    }
    const halted = rows.filter(({ state }) => state === 'halted');
    return { status: halted.length === 0 ? 'ok' : 'degraded', halted: halted.map(shortened) };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @Documented({
    tag: 'operations',
    open: true,
    summary: 'May it be sent requests?',
    description:
      'Answers 503 while a writer or a view is still starting, or a server behind ' +
      'does not answer.',
    answers: { 200: readyAnswer, 503: { ...readyAnswer, description: 'Not yet.' } },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { ready, starting, waitingFor } = await this.#readiness();
    if (!ready) reply.status(503).header('retry-after', '1');
    const servers = waitingFor.length === 0 ? {} : { waitingFor };
    return { ready, starting: starting.map(shortened), ...servers };
  }

  @Get('metrics')
  @Documented({
    tag: 'operations',
    open: true,
    summary: 'Measurements in the text form of Prometheus',
    answers: {
      200: { description: 'Measurements.', media: 'text/plain', example: 'oms_halted 0' },
    },
  })
  async measurements(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }

  /** A process with all workers in it needs no more than their own word. */
  async #readiness(): Promise<Readiness> {
    const reported = await this.gateway.readiness?.().catch(unavailable);
    if (reported instanceof StoreUnavailable) {
      return { ready: false, starting: [], waitingFor: [reported.message] };
    }
    if (reported !== undefined) return reported;
    const starting = (await this.gateway.status()).filter(({ state }) => state === 'starting');
    return { ready: starting.length === 0, starting, waitingFor: [] };
  }
}

const unavailable = (error: unknown): StoreUnavailable => {
  if (error instanceof StoreUnavailable) return error;
  throw error;
};
