import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { problem } from '#http';
import { tokenText } from '#runtime';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { redrivenAnswer, rejectedAnswer, rejectedPageAnswer } from '../docs/answers/rejected.js';
import { Documented } from '../docs/documented.js';
import { pageParameters, rejectedParameters } from '../docs/parameters.js';
import type { Page } from '../lists/page.js';
import { notPosted } from '../posting/submissions.js';
import { CheckedQuery, pageQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { RejectedQueries } from './rejected.queries.js';

const tag = 'rejected';

/**
 * Input that was refused or could not be read: listed for people, and tried again when they say so.
 */
@Controller('v1/rejected')
export class RejectedController {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(RejectedQueries) private readonly rejected: RejectedQueries,
  ) {}

  @Get()
  @Documented({
    tag,
    summary: 'What was refused or could not be read, newest first',
    parameters: pageParameters,
    answers: { 200: rejectedPageAnswer },
    problems: ['parameter_invalid', 'cursor_invalid'],
  })
  list(
    @Req() request: FastifyRequest,
    @Query(new CheckedQuery(pageQuery)) { limit, cursor }: z.output<typeof pageQuery>,
  ): Promise<Page> {
    return this.rejected.list(tenantOf(request), limit, cursor);
  }

  @Get(':id')
  @Documented({
    tag,
    summary: 'One of them',
    parameters: rejectedParameters,
    answers: { 200: rejectedAnswer },
    problems: ['not_found'],
  })
  one(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    return this.#known(request, id);
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @Documented({
    tag,
    summary: 'Post it again, under a new id',
    description: 'It is dealt with by that: what the copy comes to is told of the copy.',
    parameters: rejectedParameters,
    answers: { 202: redrivenAnswer },
    problems: ['not_found', 'busy', 'unavailable'],
  })
  async redrive(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    await this.#known(request, id);
    const outcome = await this.gateway.redrive(id);
    switch (outcome.kind) {
      case 'posted': {
        const token = tokenText(outcome.token);
        return { token, links: { settled: `/v1/settled?after=${token}` } };
      }
      case 'not-found':
        throw problem('not_found', outcome.reason);
      default:
        throw notPosted(outcome);
    }
  }

  async #known(request: FastifyRequest, id: string): Promise<object> {
    const found = await this.rejected.one(tenantOf(request), id);
    if (found === undefined) throw problem('not_found', 'nothing rejected has this id');
    return found;
  }
}
