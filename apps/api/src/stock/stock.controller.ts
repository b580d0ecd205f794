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
import {
  adjustmentInput,
  countInput,
  inventoryCodec,
  ordersCodec,
  receiptInput,
  stockReturnInput,
  toAdjustStock,
  toCountStock,
  toReceiveStock,
  toReturnStock,
} from '#contracts';
import type { AdjustmentInput, CountInput, ReceiptInput, StockReturnInput } from '#contracts';
import { Checked } from '#http';
import type { OmsNumber } from '#kernel';
import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { OrderCommand } from '#orders';
import { pendingAnswer } from '../docs/answers/posted.js';
import { postedStockAnswer, stockAnswer, stockPageAnswer } from '../docs/answers/stock.js';
import { Documented } from '../docs/documented.js';
import { stockInputExamples } from '../docs/examples.js';
import { pageParameters, skuParameters, waitParameters } from '../docs/parameters.js';
import type { Page } from '../lists/page.js';
import { acceptable } from '../posting/acceptable.js';
import { commandId } from '../posting/command-id.js';
import { Replies } from '../posting/replies.js';
import type { Subject } from '../posting/replies.js';
import { NamePipe } from '../reading/names.js';
import { CheckedQuery, pageQuery } from '../reading/query.js';
import type { PageQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { StockQueries, answerQuery } from './stock.queries.js';
import type { AnswerQuery } from './stock.queries.js';

const nodeName = new NamePipe('node', 'node');
const skuName = new NamePipe('sku', 'sku');
const tag = 'stock';
const movementRefusals = ['quantity_too_large', 'unit_mismatch'] as const;
const posting = { tag, posts: true, parameters: skuParameters, answers: postedStockAnswer };

interface NodeAndSku {
  readonly node: string;
  readonly sku: string;
}

/** What is where: one SKU at one node. A SKU's slashes are percent-encoded in the path. */
@Controller('v1/stock')
export class StockController {
  constructor(
    @Inject(Replies) private readonly replies: Replies,
    @Inject(StockQueries) private readonly queries: StockQueries,
  ) {}

  @Get()
  @Documented({
    tag,
    summary: 'All stock of a tenant, by node and SKU',
    parameters: pageParameters,
    answers: { 200: stockPageAnswer },
    problems: ['parameter_invalid', 'cursor_invalid'],
  })
  list(
    @Req() request: FastifyRequest,
    @Query(new CheckedQuery(pageQuery)) query: PageQuery,
  ): Promise<Page> {
    return this.queries.list(tenantOf(request), query);
  }

  @Get(':node/:sku')
  @Documented({
    tag,
    summary: 'One SKU at one node',
    parameters: [...skuParameters, ...waitParameters],
    answers: { 200: stockAnswer, 202: pendingAnswer },
    hearsRefusals: true,
    problems: ['stock_not_found', 'parameter_invalid', 'token_invalid', 'place_conflicted'],
  })
  get(
    @Param('node', nodeName) node: string,
    @Param('sku', skuName) sku: string,
    @Query(new CheckedQuery(answerQuery)) query: AnswerQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.queries.read({ request, reply }, node, sku, query);
  }

  @Post(':node/:sku/receipts')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Goods came in (a fact)',
    description: 'Each receipt id is received once, whichever request brings it.',
    refusals: movementRefusals,
    body: { schema: receiptInput, example: stockInputExamples.receipt },
  })
  receive(
    @Param('node', nodeName) node: string,
    @Param('sku', skuName) sku: string,
    @Body(new Checked(receiptInput)) input: ReceiptInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, { node, sku }, (id) => toReceiveStock(input, id));
  }

  @Post(':node/:sku/adjustments')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'The books are changed by a quantity',
    refusals: movementRefusals,
    body: { schema: adjustmentInput, example: stockInputExamples.adjustment },
  })
  adjust(
    @Param('node', nodeName) node: string,
    @Param('sku', skuName) sku: string,
    @Body(new Checked(adjustmentInput)) input: AdjustmentInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, { node, sku }, (id) => toAdjustStock(input, id));
  }

  @Post(':node/:sku/counts')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Everything on hand was counted (a fact)',
    refusals: movementRefusals,
    body: { schema: countInput, example: stockInputExamples.count },
  })
  count(
    @Param('node', nodeName) node: string,
    @Param('sku', skuName) sku: string,
    @Body(new Checked(countInput)) input: CountInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, { node, sku }, (id) => toCountStock(input, id));
  }

  @Post(':node/:sku/returns')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Goods came back, by SKU (a fact)',
    description:
      'With `corrects`, `order` and a reason, a return that was told here for that ' +
      'order is taken back, also where it waits or is more than has left: the order decides, and ' +
      'the stock follows.',
    refusals: [...movementRefusals, 'return_not_found'],
    problems: ['number_malformed', 'number_check_failed', 'order_not_found'],
    body: { schema: stockReturnInput, example: stockInputExamples.stockReturn },
  })
  takeBack(
    @Param('node', nodeName) node: string,
    @Param('sku', skuName) sku: string,
    @Body(new Checked(stockReturnInput)) input: StockReturnInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { corrects, order, reason } = input;
    return corrects !== undefined && order !== undefined
      ? this.#takenBack(request, reply, { node, sku }, { corrects, order, reason })
      : this.#post(request, reply, { node, sku }, (id) => toReturnStock(input, id));
  }

  /** Its order knows what it has booked of it. */
  #takenBack(
    request: FastifyRequest,
    reply: FastifyReply,
    goods: NodeAndSku,
    {
      order,
      ...said
    }: { readonly corrects: string; readonly order: OmsNumber; readonly reason: string },
  ): Promise<object> {
    const tenant = tenantOf(request);
    const id = commandId(request, request.routeOptions.url ?? '');
    const command: OrderCommand = { type: 'order.correct-return', data: { ...said, goods } };
    return this.replies.to({
      service: 'orders',
      id,
      call: { request, reply },
      posting: acceptable(ordersCodec, { key: order, tenant, number: order, command }, id),
      ...this.#stand(tenant, goods),
    });
  }

  #post(
    request: FastifyRequest,
    reply: FastifyReply,
    place: NodeAndSku,
    commandUnder: (id: string) => StockCommand,
  ): Promise<object> {
    const tenant = tenantOf(request);
    const id = commandId(request, request.routeOptions.url ?? '');
    const key = stockKey(tenant, place.node, place.sku);
    return this.replies.to({
      service: 'inventory',
      id,
      call: { request, reply },
      posting: acceptable(inventoryCodec, { key, tenant, command: commandUnder(id) }, id),
      ...this.#stand(tenant, place),
    });
  }

  #stand(tenant: string, { node, sku }: NodeAndSku): Pick<Subject, 'self' | 'state'> {
    return {
      self: `/v1/stock/${encodeURIComponent(node)}/${encodeURIComponent(sku)}`,
      state: () => this.queries.row(tenant, node, sku),
    };
  }
}
