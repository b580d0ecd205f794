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
import { checked, Checked, Takes } from '#http';
import type { OmsNumber } from '#kernel';
import { orderInput } from '#contracts';
import type { OrderInput } from '#contracts';
import { Bulk, ndjson } from '../bulk/bulk.js';
import { bulkAnswer, bulkDescription } from '../docs/answers/bulk.js';
import { orderAnswer, ordersPageAnswer, placedAnswer } from '../docs/answers/orders.js';
import { pendingAnswer } from '../docs/answers/posted.js';
import { timelineAnswer } from '../docs/answers/timeline.js';
import { Documented } from '../docs/documented.js';
import { orderInputExample } from '../docs/examples.js';
import { numberParameters, timelineParameters, waitParameters } from '../docs/parameters.js';
import type { MergedPage } from '../lists/merged.js';
import type { Page } from '../lists/page.js';
import { Answered, answerQuery } from '../waiting/answered.js';
import type { AnswerQuery } from '../waiting/answered.js';
import { NumberPipe } from '../reading/numbers.js';
import { CheckedQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { ordersQuery } from './order-filter.js';
import { filterParameters } from './order-parameters.js';
import type { OrdersQuery } from './order-filter.js';
import { OrdersQueries } from './orders.queries.js';
import { PlacingGateway } from './placing.js';
import { timelineQuery } from './timeline-query.js';
import type { TimelineQuery } from './timeline-query.js';
import { TimelineQueries } from './timeline.queries.js';

const tag = 'orders';
const ofOrder = ['number_malformed', 'number_check_failed', 'order_not_found'] as const;

/** Orders: placed, found, and read. */
@Controller('v1/orders')
export class OrdersController {
  constructor(
    @Inject(PlacingGateway) private readonly placing: PlacingGateway,
    @Inject(OrdersQueries) private readonly orders: OrdersQueries,
    @Inject(TimelineQueries) private readonly timelines: TimelineQueries,
    @Inject(Answered) private readonly answered: Answered,
    @Inject(Bulk) private readonly bulk: Bulk,
  ) {}

  @Post()
  @HttpCode(202)
  @Documented({
    tag,
    posts: true,
    summary: 'Place an order',
    description:
      'The number is provisional until the order is accepted into the log. The same ' +
      'reference and body again is the same order; the same reference with another body is a ' +
      'conflict and the order stands.',
    body: { schema: orderInput, example: orderInputExample },
    answers: placedAnswer,
    problems: ['lines_too_many', 'place_conflicted'],
    refusals: ['numbers_exhausted'],
  })
  place(
    @Body(new Checked(orderInput)) input: OrderInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.placing.place({ request, reply }, input);
  }

  @Post('bulk')
  @Takes(ndjson)
  @Documented({
    tag,
    summary: 'Place many orders, a row each',
    description: bulkDescription,
    body: { schema: orderInput, example: orderInputExample, media: ndjson },
    answers: { 200: bulkAnswer },
    problems: ['unsupported_media_type'],
  })
  placeMany(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const tenant = tenantOf(request);
    this.bulk.answer(request, reply, (row) => {
      const { number, ...placing } = this.placing.placing(tenant, checked(orderInput, row));
      return { ...placing, said: { omsNumber: number } };
    });
  }

  @Get()
  @Documented({
    tag,
    summary: 'Find orders, newest first, or by their changes',
    description:
      'Filters add up. A page may hold fewer rows than asked for and still have a ' +
      '`next`: one request looks at a bounded number of orders and gives about 1 MiB of them. ' +
      'The list has ended where `next` is missing. With `changedFrom` orders come by the time ' +
      'of their last change, oldest first: one that changes while you page comes again at the ' +
      'end. Keep the `resume` of the last page as the `cursor` of the next look: it misses no ' +
      'change, whatever clocks say; a time alone may, as views follow their logs one by one.',
    parameters: filterParameters,
    answers: { 200: ordersPageAnswer },
    problems: ['parameter_invalid', 'cursor_invalid'],
  })
  list(
    @Req() request: FastifyRequest,
    @Query(new CheckedQuery(ordersQuery)) query: OrdersQuery,
  ): Promise<Page | MergedPage> {
    return this.orders.list(tenantOf(request), query);
  }

  @Get(':number')
  @Documented({
    tag,
    summary: 'Where is order N?',
    description:
      'With the token of a post (its `links.self`) the answer is how the order stands ' +
      'after it, or why it was refused; `place_conflicted` where it placed another body.',
    parameters: [...numberParameters, ...waitParameters],
    answers: { 200: orderAnswer, 202: pendingAnswer },
    hearsRefusals: true,
    problems: [...ofOrder, 'parameter_invalid', 'token_invalid', 'place_conflicted'],
  })
  get(
    @Param('number', NumberPipe) number: OmsNumber,
    @Query(new CheckedQuery(answerQuery)) query: AnswerQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const tenant = tenantOf(request);
    return this.answered.read({ request, reply }, query, async () => {
      if (query.after !== undefined) await this.orders.refuseUndecided(tenant, number);
      return this.orders.known(tenant, number);
    });
  }

  @Get(':number/timeline')
  @Documented({
    tag,
    summary: 'What happened to an order, oldest first',
    description:
      'What was decided stands by the time of the decision, what carriers told by the ' +
      'time at which it happened. An order of which little is told comes whole; else a page has ' +
      'about 1 MiB, and the list has ended where `next` is missing. What is told while you page ' +
      'comes at the end, unless it says that it happened earlier.',
    parameters: timelineParameters,
    answers: { 200: timelineAnswer, 202: pendingAnswer },
    hearsRefusals: true,
    problems: [
      ...ofOrder,
      'parameter_invalid',
      'cursor_invalid',
      'token_invalid',
      'place_conflicted',
    ],
  })
  timeline(
    @Param('number', NumberPipe) number: OmsNumber,
    @Query(new CheckedQuery(timelineQuery)) query: TimelineQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const tenant = tenantOf(request);
    return this.answered.read({ request, reply }, query, () =>
      this.timelines.timeline(tenant, number, query),
    );
  }
}
