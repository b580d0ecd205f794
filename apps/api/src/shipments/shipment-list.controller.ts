import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { shipmentsPageAnswer } from '../docs/answers/shipments.js';
import { Documented } from '../docs/documented.js';
import type { Page } from '../lists/page.js';
import { CheckedQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { shipmentsQuery } from './shipment-filter.js';
import type { ShipmentsQuery } from './shipment-filter.js';
import { shipmentFilterParameters } from './shipment-parameters.js';
import { ShipmentsQueries } from './shipments.queries.js';

/** What nodes have to send, and what became of it. */
@Controller('v1/shipments')
export class ShipmentListController {
  constructor(@Inject(ShipmentsQueries) private readonly shipments: ShipmentsQueries) {}

  @Get()
  @Documented({
    tag: 'shipments',
    summary: 'What has a node to send? Oldest promise first',
    description:
      'With `node` and `status=open`: what is planned there and has not left whole, ' +
      'with what is needed to pick and pack it: goods, address, notes, holds. The address is ' +
      'that of the order when it was released. The oldest promise comes first, those without ' +
      'one last. Filters add up; the list has ended where `next` is missing.',
    parameters: shipmentFilterParameters,
    answers: { 200: shipmentsPageAnswer },
    problems: ['parameter_invalid', 'cursor_invalid'],
  })
  list(
    @Req() request: FastifyRequest,
    @Query(new CheckedQuery(shipmentsQuery)) query: ShipmentsQuery,
  ): Promise<Page> {
    return this.shipments.list(tenantOf(request), query);
  }
}
