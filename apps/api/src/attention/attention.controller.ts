import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reasonInput } from '#contracts';
import { Checked, problem } from '#http';
import { matterKinds } from '#kernel';
import { tokenText } from '#runtime';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import {
  attentionPageAnswer,
  dismissedAnswer,
  dismissExample,
  matterAnswer,
} from '../docs/attention.js';
import { Documented } from '../docs/documented.js';
import { attentionParameters, matterParameters } from '../docs/parameters.js';
import type { Page } from '../lists/page.js';
import { notPosted } from '../posting/submissions.js';
import { Outcomes } from '../waiting/outcomes.js';
import { hangUp, preferredWaitMs } from '../waiting/patience.js';
import { CheckedQuery, cursorParameter, limitParameter } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { AttentionQueries } from './attention.queries.js';
import { matterId, matterRow, notDismissible } from './rows.js';
import type { ListedMatter } from './rows.js';

const tag = 'attention';

export const attentionQuery = z.strictObject({
  kind: z.enum(matterKinds, { error: `expected one of ${matterKinds.join(', ')}` }).optional(),
  limit: limitParameter,
  cursor: cursorParameter.optional(),
});

/** All that people must look at, each once, until it is dealt with. */
@Controller('v1/attention')
export class AttentionController {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(AttentionQueries) private readonly attention: AttentionQueries,
    @Inject(Outcomes) private readonly outcomes: Outcomes,
  ) {}

  @Get()
  @Documented({
    tag,
    summary: 'What must people look at? Oldest first',
    description:
      'Exceptions of orders, facts of orders that were never placed or of shipments ' +
      'that are not planned, goods that are short or were not found and wait for a count, and ' +
      'what was refused while nobody waited for the answer: each once, until it is dealt with. ' +
      '`links` are the posts that may deal with it. The list has ended where `next` is missing.',
    parameters: attentionParameters,
    answers: { 200: attentionPageAnswer },
    problems: ['parameter_invalid', 'cursor_invalid'],
  })
  list(
    @Req() request: FastifyRequest,
    @Query(new CheckedQuery(attentionQuery)) query: z.output<typeof attentionQuery>,
  ): Promise<Page> {
    return this.attention.list(tenantOf(request), query);
  }

  @Get(':id')
  @Documented({
    tag,
    summary: 'One of them, as long as it stands',
    parameters: matterParameters,
    answers: { 200: matterAnswer },
    problems: ['not_found'],
  })
  async one(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    return matterRow(await this.#openMatter(request, id));
  }

  @Post(':id/dismiss')
  @HttpCode(202)
  @Documented({
    tag,
    summary: 'It needs nobody any more',
    description:
      'Of facts that wait, conflicts and refused input; the log keeps who it was of ' +
      'and why. Facts are none the less there: they count should their order come. An exception ' +
      'is resolved at its order, a shortfall ends when goods are back, and a count judges goods ' +
      'that were not found.',
    parameters: matterParameters,
    body: { schema: reasonInput, example: dismissExample },
    answers: { 200: dismissedAnswer, 202: { ...dismissedAnswer, description: 'Posted.' } },
    problems: ['not_found', 'not_dismissible', 'busy', 'unavailable'],
  })
  async dismiss(
    @Param('id') id: string,
    @Body(new Checked(reasonInput)) body: z.output<typeof reasonInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const waitMs = preferredWaitMs(request);
    const listed = await this.#openMatter(request, id);
    const why = notDismissible(listed.matter);
    if (why !== undefined) throw problem('not_dismissible', why);
    const {
      service,
      partition,
      view,
      key,
      matter: { tenant, place },
    } = listed;
    const outcome = await this.gateway.dismiss(service, partition, {
      id: `dismiss:${matterId(listed)}`,
      tenant,
      dismissal: { view, key, place, reason: body.reason },
    });
    if (outcome.kind !== 'posted') throw notPosted(outcome);
    const token = { ...outcome.token, service };
    const text = tokenText(token);
    const receipt = { token: text, links: { settled: `/v1/settled?after=${text}` } };
    if (waitMs === undefined) return receipt;
    const decided = await this.outcomes.of(tenant, token, { waitMs, signal: hangUp(reply) });
    if (decided !== undefined) reply.status(200);
    return receipt;
  }

  async #openMatter(request: FastifyRequest, id: string): Promise<ListedMatter> {
    const listed = await this.attention.find(tenantOf(request), id);
    if (listed !== undefined) return listed;
    throw problem('not_found', 'nothing of this id needs anybody: it was dealt with, or never was');
  }
}
