import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Takes } from '#http';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { bulkAnswer, bulkDescription } from '../docs/answers/bulk.js';
import { Documented } from '../docs/documented.js';
import { channelRowExample } from '../docs/examples.js';
import { tenantOf } from '../reading/tenant.js';
import { TrackedScans } from '../shipments/tracked-scans.js';
import { Bulk, ndjson } from './bulk.js';
import { sourceRow, sourceRowReader } from './source-row.js';

/** Whole sources at once: what `oms import --api` sends. */
@Controller('v1/bulk')
export class BulkController {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Bulk) private readonly bulk: Bulk,
    @Inject(TrackedScans) private readonly scans: TrackedScans,
  ) {}

  @Post()
  @Takes(ndjson)
  @Documented({
    tag: 'bulk',
    summary: 'Messages of channels, movements of stock, scans of carriers, a row each',
    description: `${bulkDescription} A row is posted under its id, so that it may come again.`,
    body: { schema: sourceRow, example: channelRowExample, media: ndjson },
    answers: { 200: bulkAnswer },
    problems: ['unsupported_media_type'],
  })
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const tenant = request.headers['oms-tenant'] === undefined ? undefined : tenantOf(request);
    this.bulk.answer(request, reply, sourceRowReader(this.gateway, this.scans, tenant));
  }
}
