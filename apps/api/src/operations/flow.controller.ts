import { keyPrefix, namesIn } from '#kernel';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { serviceNames } from '#services';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { countersAnswer, settledAnswer } from '../docs/answers/operations.js';
import { Documented } from '../docs/documented.js';
import { waitParameters } from '../docs/parameters.js';
import { statusAnswer } from '../docs/partition-answers.js';
import { farthest } from '../waiting/outcomes.js';
import { answerQuery } from '../waiting/answered.js';
import type { AnswerQuery } from '../waiting/answered.js';
import { hangUp, tokensOf, waitMsOf } from '../waiting/patience.js';
import { CheckedQuery, refuseQuery } from '../reading/query.js';
import { waits } from '../waiting/waits.js';
import { tenantOf } from '../reading/tenant.js';

/** How much there is, and whether all of it has come to rest. */
@Controller('v1')
export class FlowController {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  @Get('counters')
  @Documented({
    tag: 'operations',
    summary: 'How many orders stand where',
    description: 'Kept by the fold of the views, so that asking costs nothing.',
    answers: { 200: countersAnswer },
    problems: ['parameter_invalid'],
  })
  async counters(@Req() request: FastifyRequest): Promise<object> {
    refuseQuery(request);
    const prefix = keyPrefix(tenantOf(request));
    const { views } = this.gateway;
    const all = await Promise.all(serviceNames.map((name) => views[name].counters(prefix)));
    const named = all
      .flatMap((counters) => [...counters])
      .filter(([, value]) => value !== 0)
      .map(([name, value]): [string, number] => [namesIn(name)[1] ?? '', value])
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return { counters: Object.fromEntries(named) };
  }

  @Get('status')
  @Documented({
    tag: 'operations',
    summary: 'Lag, terms and halted partitions of every worker',
    description: 'Causes are counted since the process started.',
    answers: { 200: statusAnswer },
    problems: ['parameter_invalid'],
  })
  async status(@Req() request: FastifyRequest): Promise<object> {
    refuseQuery(request);
    return { partitions: await this.gateway.status() };
  }

  @Get('settled')
  @Documented({
    tag: 'operations',
    summary: 'Has everything that followed from these posts come to rest?',
    description:
      'Without a token it asks for all posts of everybody. `settled: false` says what ' +
      'is still behind; ask again.',
    parameters: waitParameters,
    answers: { 200: settledAnswer },
    problems: ['parameter_invalid', 'token_invalid'],
  })
  async settled(
    @Query(new CheckedQuery(answerQuery)) { after, wait }: AnswerQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const tokens = farthest(tokensOf(after, this.gateway));
    const patience = { waitMs: waitMsOf(request, wait, 0), signal: hangUp(reply) };
    const state = await waits.inTurn(patience, ({ waitMs, signal }) =>
      this.gateway.settled(tokens, waitMs, signal),
    );
    if (state?.settled === true) return state;
    if (state !== undefined) {
      return { ...state, waitingFor: [...(await this.#halted()), ...state.waitingFor] };
    }
    reply.header('retry-after', '1');
    return { settled: false, waitingFor: ['others who ask the same: ask again'] };
  }

  /** What keeps everything that waits for it from coming to rest. */
  async #halted(): Promise<readonly string[]> {
    const rows = await this.gateway.status().catch(() => []);
    return rows
      .filter(({ state }) => state === 'halted')
      .map(
        ({ role, name, partition, reason }) =>
          `${role} ${name}/${partition} has halted: ${reason ?? 'for a reason that is not known'}`,
      );
  }
}
