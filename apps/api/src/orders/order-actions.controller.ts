import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Checked } from '#http';
import type { OmsNumber } from '#kernel';
import {
  cancelInput,
  exceptionInput,
  holdInput,
  ordersCodec,
  paymentCorrection,
  paymentInput,
  refusalInput,
  releaseHoldInput,
  reserveAgainInput,
  returnInput,
  shipmentFactInput,
  toCancelOrder,
  toRecordPayment,
  toRecordRefusal,
  toReturn,
  toShipmentFact,
} from '#contracts';
import type {
  CancelInput,
  PaymentInput,
  RefusalInput,
  ReturnInput,
  ShipmentFactInput,
} from '#contracts';
import type { OrderCommand } from '#orders';
import { postedOrderAnswer } from '../docs/answers/orders.js';
import { Documented } from '../docs/documented.js';
import { orderActionExamples } from '../docs/examples.js';
import { numberParameters } from '../docs/parameters.js';
import { acceptable } from '../posting/acceptable.js';
import { OrderPosts, orderPosting } from '../posting/order-posts.js';
import { NumberPipe } from '../reading/numbers.js';
import { OrdersQueries } from './orders.queries.js';

const posting = orderPosting('orders', {
  parameters: numberParameters,
  answers: postedOrderAnswer,
});

/** The message says apart which units a fact speaks of; the body says it in one. */
const fieldInBody = (field: string): string => field.replace(/^(?:scope|fact)\./, '');

/** What is asked of an order, and the facts about it. */
@Controller('v1/orders/:number')
export class OrderActionsController {
  constructor(
    @Inject(OrderPosts) private readonly posts: OrderPosts,
    @Inject(OrdersQueries) private readonly orders: OrdersQueries,
  ) {}

  @Post('cancel')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Cancel the order, lines, or units',
    description: 'As far as they can still be cancelled; what is with a node is asked back.',
    refusals: [
      'line_not_found',
      'quantity_exceeded',
      'order_closed',
      'cancel_pending',
      'nothing_to_cancel',
      'early_facts_too_many',
      'facts_too_many',
    ],
    body: { schema: cancelInput, example: orderActionExamples.cancel },
  })
  cancel(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(cancelInput)) input: CancelInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toCancelOrder(input, id));
  }

  @Post('hold')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Hold the release to a node',
    refusals: ['order_closed', 'too_many_holds'],
    body: { schema: holdInput, example: orderActionExamples.hold },
  })
  hold(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(holdInput)) data: z.output<typeof holdInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.hold', data }));
  }

  @Post('release-hold')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'End one hold',
    refusals: ['hold_not_found'],
    body: { schema: releaseHoldInput, example: orderActionExamples.releaseHold },
  })
  releaseHold(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(releaseHoldInput)) data: z.output<typeof releaseHoldInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.release-hold', data }));
  }

  @Post('resolve')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Close an exception',
    refusals: ['exception_not_found'],
    body: { schema: exceptionInput, example: orderActionExamples.resolve },
  })
  resolve(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(exceptionInput)) data: z.output<typeof exceptionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.resolve', data }));
  }

  @Post('reserve-again')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Ask the stock once more for units that rest in open',
    refusals: ['order_closed', 'line_not_found', 'nothing_to_reserve', 'shipments_too_many'],
    body: { schema: reserveAgainInput, example: orderActionExamples.reserveAgain },
  })
  reserveAgain(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(reserveAgainInput)) data: z.output<typeof reserveAgainInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.reserve-again', data }));
  }

  @Post('payments')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'A payment took place (a fact)',
    description:
      'One that was taken back (`corrects`) stays so: told again under its id, as a ' +
      'provider repeats what it has sent, it is `unchanged` and counts for nothing. Money ' +
      'that moved after all is told under another id.',
    refusals: ['early_facts_too_many', 'facts_too_many'],
    body: { schema: paymentInput, example: orderActionExamples.payment },
  })
  pay(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(paymentInput)) input: PaymentInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toRecordPayment(input, id));
  }

  @Post('correct-payment')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'A payment fact was told by mistake: it counts no more',
    description: 'By its id; what did happen is told as a fact of its own, where it happened.',
    refusals: ['payment_not_found', 'early_facts_too_many'],
    body: { schema: paymentCorrection, example: orderActionExamples.correctPayment },
  })
  correctPayment(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(paymentCorrection)) data: z.output<typeof paymentCorrection>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, () => ({ type: 'order.correct-payment', data }));
  }

  @Post('refusals')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'A node, or the seller, will not deliver (a fact)',
    description:
      'Units of the lines, else of the node, else of the order; those that have left' +
      ' are none of it. They rest in open until they are reserved again, edited or cancelled.',
    refusals: ['early_facts_too_many'],
    body: { schema: refusalInput, example: orderActionExamples.refusal },
  })
  refuse(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(refusalInput)) input: RefusalInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toRecordRefusal(input, id));
  }

  @Post('shipments')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Somebody else shipped, or a carrier scanned (a fact)',
    refusals: ['early_facts_too_many', 'facts_too_many', 'parcels_too_large'],
    description: 'Speaks of a shipment, else of lines, else of all of a node, else of all units.',
    body: { schema: shipmentFactInput, example: orderActionExamples.shipmentFact },
  })
  ship(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(shipmentFactInput)) input: ShipmentFactInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toShipmentFact(input, id));
  }

  @Post('returns')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: "Units of the order's lines came back (a fact)",
    description:
      'Each line is booked once so many of its units have left; the others wait and' +
      ' stand as exceptions. With `corrects` and a reason a return is taken back.',
    refusals: ['return_not_found', 'return_ambiguous', 'early_facts_too_many', 'facts_too_many'],
    body: { schema: returnInput, example: orderActionExamples.orderReturn },
  })
  takeBack(
    @Param('number', NumberPipe) number: OmsNumber,
    @Body(new Checked(returnInput)) input: ReturnInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, number, (id) => toReturn(input, id));
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
        acceptable: (said, id) => acceptable(ordersCodec, said, id, fieldInBody),
        state: (tenant) => this.orders.order(tenant, number),
      },
    );
  }
}
