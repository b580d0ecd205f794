import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Checked } from '#http';
import type { OmsNumber } from '#kernel';
import {
  acceptChangeInput,
  dismissChangeInput,
  editInput,
  ordersCodec,
  reasonInput,
  toEditOrder,
  undoCancelInput,
} from '#contracts';
import type { EditInput } from '#contracts';
import type { OrderCommand } from '#orders';
import { postedOrderAnswer } from '../docs/answers/orders.js';
import { Documented } from '../docs/documented.js';
import { orderEditExamples } from '../docs/examples.js';
import { numberParameters } from '../docs/parameters.js';
import { acceptable } from '../posting/acceptable.js';
import { OrderPosts, orderPosting } from '../posting/order-posts.js';
import { NumberPipe } from '../reading/numbers.js';
import { OrdersQueries } from './orders.queries.js';

const posting = orderPosting('orders', {
  parameters: numberParameters,
  answers: postedOrderAnswer,
});

/** What people change of an order before it goes to its nodes. */
@Controller('v1/orders/:number')
export class EditsController {
  constructor(
    @Inject(OrderPosts) private readonly posts: OrderPosts,
    @Inject(OrdersQueries) private readonly orders: OrdersQueries,
  ) {}

  @Post('edit')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Change address, lines, prices, promise, deadline or node',
    description:
      'A JSON Merge Patch (RFC 7396): what is absent stays, null takes a field away. ' +
      'Only what has not been released, unit by unit; all of it or nothing, and some unit ' +
      'stays: an order ends by its cancel, which can be undone. The answer has the ' +
      'change with the old total, the new one and their difference. Where the order has moved ' +
      'on since `version`, `errors` says what has changed; where something cannot be changed, ' +
      'it says why, field by field.',
    refusals: [
      'version_conflict',
      'not_editable',
      'order_closed',
      'line_not_found',
      'line_incomplete',
    ],
    body: { schema: editInput, example: orderEditExamples.edit },
  })
  edit(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(editInput, 'remove')) input: EditInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toEditOrder(input, id));
  }

  @Post('undo-cancel')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Cancelled units are wanted after all',
    description:
      'The stock is asked for them anew: what it has is reserved, what it lacks is ' +
      'backordered, or stays open and is told as `stock-refused`, as the line says. ' +
      'An order that was over lives again; one that had expired has no payment deadline any ' +
      'more.',
    refusals: ['shipments_too_many', 'line_not_found', 'nothing_to_undo'],
    body: { schema: undoCancelInput, example: orderEditExamples.undoCancel },
  })
  undoCancel(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(undoCancelInput)) data: z.output<typeof undoCancelInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.undo-cancel', data }));
  }

  @Post('release-anyway')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Release without waiting for money',
    description: 'Ships on account; holds stand in its way as before, and it does not expire.',
    refusals: ['order_closed'],
    body: { schema: reasonInput, example: orderEditExamples.releaseAnyway },
  })
  releaseAnyway(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(reasonInput)) data: z.output<typeof reasonInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.release-anyway', data }));
  }

  @Post('accept-change')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Make the order as its channel sent it last',
    description:
      'Ends the exception `order-changed`. All of it is changed, or nothing, and then ' +
      '`errors` says why, field by field. With `change`, another one than was looked at is not ' +
      'accepted: `errors` says what it would change.',
    refusals: ['no_change_pending', 'version_conflict', 'not_editable', 'order_closed'],
    body: { schema: acceptChangeInput, example: orderEditExamples.acceptChange },
  })
  acceptChange(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(acceptChangeInput)) data: z.output<typeof acceptChangeInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.accept-change', data }));
  }

  @Post('dismiss-change')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Leave the order as it is, whatever its channel sent',
    description:
      'Ends the exception `order-changed`, as resolving it does. The same body of the ' +
      'channel is no news when it comes again. With `change`, another one is not dismissed.',
    refusals: ['no_change_pending', 'version_conflict'],
    body: { schema: dismissChangeInput, example: orderEditExamples.dismissChange },
  })
  dismissChange(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(dismissChangeInput)) data: z.output<typeof dismissChangeInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.dismiss-change', data }));
  }

  #post(
    request: FastifyRequest,
    reply: FastifyReply,
    number: OmsNumber,
    commandUnder: (id: string) => OrderCommand,
  ): Promise<object> {
    return this.posts.post(
      { request, reply },
      {
        service: 'orders',
        number,
        commandUnder,
        acceptable: (said, id) => acceptable(ordersCodec, said, id),
        state: (tenant) => this.orders.order(tenant, number),
      },
    );
  }
}
