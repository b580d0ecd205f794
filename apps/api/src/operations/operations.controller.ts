import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Desk, PartitionStatus } from '#services';
import { deskToken } from '../desk.js';
import { Documented } from '../docs/documented.js';
import { healthAnswer, readyAnswer } from '../docs/answers.js';
import { Metrics } from './metrics.js';

const shortened = ({ service, role, name, partition, state, reason }: PartitionStatus) => ({
  service, role, name, partition, state, ...(reason === undefined ? {} : { reason }),
});

/** What those who run the backend ask. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(deskToken) private readonly desk: Desk,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('health')
  @Header('cache-control', 'no-store')
  @Documented({
    tag: 'operations', open: true, summary: 'Is the process alive, and does all of it work?',
    description: 'Answers 200 as long as the process can answer at all. A halted partition waits '
      + 'for people, others go on: it is listed and the status is `degraded`.',
    answers: { 200: healthAnswer },
  })
  async health(): Promise<object> {
    const halted = (await this.desk.status()).filter(({ state }) => state === 'halted');
    return { status: halted.length === 0 ? 'ok' : 'degraded', halted: halted.map(shortened) };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @Documented({
    tag: 'operations', open: true, summary: 'May it be sent requests?',
    description: 'Answers 503 while a writer or a view is still starting.',
    answers: { 200: readyAnswer, 503: { ...readyAnswer, description: 'Not yet.' } },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const starting = (await this.desk.status()).filter(({ state }) => state === 'starting');
    if (starting.length > 0) reply.status(503);
    return { ready: starting.length === 0, starting: starting.map(shortened) };
  }

  @Get('metrics')
  @Documented({
    tag: 'operations', open: true, summary: 'Measurements in the text form of Prometheus',
    answers: {
      200: { description: 'Measurements.', media: 'text/plain', example: 'oms_halted 0' },
    },
  })
  async measurements(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
