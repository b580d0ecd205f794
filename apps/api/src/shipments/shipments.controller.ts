import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  dispatchInput,
  refuseInput,
  scanInput,
  shippingCodec,
  toDispatchShipment,
  toRecordShipmentScan,
  toRefuseShipment,
} from '#contracts';
import type { DispatchInput, RefuseInput, ScanInput } from '#contracts';
import { Checked } from '#http';
import type { ShippingCommand } from '#shipping';
import { postedShipmentAnswer } from '../docs/answers/shipments.js';
import { Documented } from '../docs/documented.js';
import { shipmentInputExamples } from '../docs/examples.js';
import { shipmentParameters } from '../docs/parameters.js';
import { acceptable } from '../posting/acceptable.js';
import { OrderPosts, orderPosting } from '../posting/order-posts.js';
import { ShipmentPipe } from '../reading/numbers.js';
import type { ShipmentName } from '../reading/numbers.js';
import { ShipmentsQueries } from './shipments.queries.js';

const posting = orderPosting('shipments', {
  parameters: shipmentParameters,
  answers: postedShipmentAnswer,
});

/** What nodes and carriers say of one shipment, by its id N-S1. */
@Controller('v1/shipments/:id')
export class ShipmentsController {
  constructor(
    @Inject(OrderPosts) private readonly posts: OrderPosts,
    @Inject(ShipmentsQueries) private readonly queries: ShipmentsQueries,
  ) {}

  @Post('dispatch')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'Our own node hands the shipment over (a command)',
    description:
      'All of it that has not left, or the lines named: each dispatch is a parcel. One ' +
      'that corrects another mends its carrier, tracking or lines. Refused after a cancel, so ' +
      'that nothing is both cancelled and shipped, and while the order is held or not paid.',
    refusals: [
      'shipment_not_found',
      'shipment_already_dispatched',
      'shipment_cancelled',
      'shipment_refused',
      'shipment_held',
      'shipment_not_released',
      'dispatch_not_found',
      'line_not_found',
      'quantity_exceeded',
      'facts_too_many',
      'parcels_too_large',
    ],
    body: { schema: dispatchInput, example: shipmentInputExamples.dispatch },
  })
  dispatch(
    @Param('id', ShipmentPipe) name: ShipmentName,
    @Body(new Checked(dispatchInput)) input: DispatchInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, name, (id) => toDispatchShipment(input, name.shipment, id));
  }

  @Post('scans')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'A carrier scanned the shipment (a fact)',
    description:
      'Of the parcel, number or lines that it names, else of all that had left by then. ' +
      'Newer scans count, however late they come. One that corrects a scan or a dispatch voids ' +
      'it: units of a dispatch that never happened are with the node again.',
    refusals: ['facts_too_many', 'parcels_too_large'],
    body: { schema: scanInput, example: shipmentInputExamples.scan },
  })
  scan(
    @Param('id', ShipmentPipe) name: ShipmentName,
    @Body(new Checked(scanInput)) input: ScanInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, name, (id) => toRecordShipmentScan(input, name.shipment, id));
  }

  @Post('refuse')
  @HttpCode(202)
  @Documented({
    ...posting,
    summary: 'The node will not deliver the shipment, or lines of it',
    refusals: [
      'shipment_not_found',
      'shipment_already_dispatched',
      'shipment_cancelled',
      'shipment_not_released',
      'line_not_found',
      'quantity_exceeded',
    ],
    body: { schema: refuseInput, example: shipmentInputExamples.refuse },
  })
  refuse(
    @Param('id', ShipmentPipe) name: ShipmentName,
    @Body(new Checked(refuseInput)) input: RefuseInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.#post(request, reply, name, () => toRefuseShipment(input, name.shipment));
  }

  #post(
    request: FastifyRequest,
    reply: FastifyReply,
    { number, shipment }: ShipmentName,
    commandUnder: (id: string) => ShippingCommand,
  ): Promise<object> {
    return this.posts.post(
      { request, reply },
      {
        service: 'shipping',
        number,
        commandUnder,
        acceptable: (said, id) => acceptable(shippingCodec, said, id),
        state: (tenant) => this.queries.shipment(tenant, number, shipment),
      },
    );
  }
}
