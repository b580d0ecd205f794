import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorText } from '#kernel';
import { fieldProblem, problem, shown } from '#http';
import type { Gateway, OnProgress, Rebuilding } from '#services';
import { ndjson } from '../bulk/bulk.js';
import { gatewayToken } from '../gateway.js';
import { rebuiltAnswer } from '../docs/answers/operations.js';
import { Documented } from '../docs/documented.js';
import { projectionParameters } from '../docs/parameters.js';
import { hangUp } from '../waiting/patience.js';

const tag = 'operations';
const tellEveryMs = 1_000;
const answering =
  'The answer is NDJSON: a line a second of how far it is, and at last one with ' +
  'what it came to, or with `error`. It goes on where the caller leaves.';

type Built = Awaited<ReturnType<Rebuilding['rebuild']>>;

/** Views are made anew while they go on answering: what `oms rebuild --api` asks for. */
@Controller('v1/projections/:projection')
export class ProjectionsController {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  @Post('rebuild')
  @Documented({
    tag,
    summary: 'Build a projection anew beside the old one, then flip',
    description: `All projections of its service are built together. ${answering}`,
    parameters: projectionParameters,
    answers: { 200: rebuiltAnswer },
    problems: ['parameter_invalid', 'workers_elsewhere'],
  })
  rebuild(@Param('projection') projection: string, @Res() reply: FastifyReply): void {
    const rebuilding = this.#rebuilding(projection);
    this.#tell(reply, projection, (passed) => rebuilding.rebuild(projection, passed));
  }

  @Post('roll-back')
  @Documented({
    tag,
    summary: 'Back to what answered before the last rebuild',
    description: `It is kept for a day, and caught up before it answers. ${answering}`,
    parameters: projectionParameters,
    answers: { 200: rebuiltAnswer },
    problems: ['parameter_invalid', 'workers_elsewhere'],
  })
  rollBack(@Param('projection') projection: string, @Res() reply: FastifyReply): void {
    const rebuilding = this.#rebuilding(projection);
    this.#tell(reply, projection, (passed) => rebuilding.rollBack(projection, passed));
  }

  #rebuilding(projection: string): Rebuilding {
    const { rebuilding } = this.gateway;
    if (rebuilding === undefined) {
      throw problem(
        'workers_elsewhere',
        'this process does not follow all views: call ' +
          `\`oms rebuild ${projection} --brokers LIST --redis URL\``,
      );
    }
    if (rebuilding.projections.includes(projection)) return rebuilding;
    throw fieldProblem('parameter_invalid', {
      field: 'projection',
      expected: rebuilding.projections.join(', '),
      got: shown(projection),
    });
  }

  #tell(
    reply: FastifyReply,
    projection: string,
    build: (passed: OnProgress) => Promise<Built>,
  ): void {
    void reply
      .status(200)
      .type(ndjson)
      .send(Readable.from(reported(projection, build, hangUp(reply))));
  }
}

/** How far it is, now and then, and then what came of it. */
async function* reported(
  projection: string,
  build: (passed: OnProgress) => Promise<Built>,
  gone: AbortSignal,
): AsyncGenerator<string> {
  let far = { passed: 0, total: 0 };
  const built = build((passed, total) => {
    far = { passed, total };
  }).then(
    ({ from = null, to, records }) => ({ projection, from, to, records }),
    (error: unknown) => notRebuilt(errorText(error)),
  );
  for (;;) {
    const wait = pause(tellEveryMs, undefined, { ref: false, signal: gone });
    const end = await Promise.race([built, wait.catch(() => notRebuilt(ends))]);
    yield `${JSON.stringify(end ?? far)}\n`;
    if (end !== undefined) return;
  }
}

const ends = 'the process ends before it was done: ask the next one again';
const notRebuilt = (detail: string) => ({ error: { code: 'not_rebuilt', detail } });
