import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { texts } from '#contracts';
import { z } from 'zod';
import { referencesAnswer } from '../docs/answers/timeline.js';
import { Documented } from '../docs/documented.js';
import { referenceParameters } from '../docs/parameters.js';
import { NamePipe } from '../reading/names.js';
import { CheckedQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';
import { OrdersQueries } from './orders.queries.js';

const referenceQuery = z.strictObject({ channel: texts.channel.optional() });

/** From what others call an order to its number. */
@Controller('v1/references')
export class ReferencesController {
  constructor(@Inject(OrdersQueries) private readonly orders: OrdersQueries) {}

  @Get(':reference')
  @Documented({
    tag: 'orders',
    summary: 'Which orders have this reference?',
    description:
      'What a channel calls it, or the tracking number of one of its parcels. Several ' +
      'where several channels use the same one; none is an empty list.',
    parameters: referenceParameters,
    answers: { 200: referencesAnswer },
    problems: ['parameter_invalid'],
  })
  async find(
    @Param('reference', new NamePipe('reference', 'channelRef')) reference: string,
    @Query(new CheckedQuery(referenceQuery)) { channel }: z.output<typeof referenceQuery>,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const rows = await this.orders.byReference(tenantOf(request), reference, channel);
    return {
      reference,
      orders: rows.map(({ omsNumber, channel: from, placedAt, lifecycle }) => ({
        omsNumber,
        channel: from,
        placedAt,
        lifecycle,
      })),
    };
  }
}
