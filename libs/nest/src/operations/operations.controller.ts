import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Watch } from '../watching/watch.js';
import { Measurements } from './measurements.js';

/** What those who run a service ask it. */
@Controller()
export class OperationsController {
  readonly #measurements = new Measurements();

  constructor(@Inject(Watch) private readonly watch: Watch) {}

  /** 503: start it anew. A halted partition waits for people, so the process stays. */
  @Get('health')
  @Header('cache-control', 'no-store')
  health(@Res({ passthrough: true }) reply: FastifyReply): object {
    const { failures, statuses } = this.watch;
    const halted = statuses.filter(({ state }) => state === 'halted');
    if (failures.length > 0) {
      reply.status(503);
      return { status: 'failing', failures, halted };
    }
    return { status: halted.length === 0 ? 'ok' : 'degraded', halted };
  }

  /** 503: its servers do not answer, or it has not begun yet. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  ready(@Res({ passthrough: true }) reply: FastifyReply): object {
    const { waitingFor } = this.watch;
    if (waitingFor.length > 0) reply.status(503);
    return { ready: waitingFor.length === 0, waitingFor };
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.#measurements.contentType);
    return this.#measurements.text(this.watch.statuses);
  }
}
