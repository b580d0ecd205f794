import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toTrackedScan, trackedScanInput } from '#contracts';
import type { TrackedScanInput } from '#contracts';
import { Checked } from '#http';
import { contentOf } from '#kernel';
import { postedShipmentAnswer } from '../docs/answers/shipments.js';
import { Documented } from '../docs/documented.js';
import { shipmentInputExamples } from '../docs/examples.js';
import { trackingParameters } from '../docs/parameters.js';
import { commandId, idOf } from '../posting/command-id.js';
import { Replies } from '../posting/replies.js';
import { NamePipe } from '../reading/names.js';
import { hangUp } from '../waiting/patience.js';
import { tenantOf } from '../reading/tenant.js';
import { ShipmentsQueries } from './shipments.queries.js';
import { TrackedScans } from './tracked-scans.js';

/** What a carrier says, who knows a number and no order. */
@Controller('v1/tracking/:tracking')
export class TrackingController {
  constructor(
    @Inject(Replies) private readonly replies: Replies,
    @Inject(TrackedScans) private readonly scans: TrackedScans,
    @Inject(ShipmentsQueries) private readonly queries: ShipmentsQueries,
  ) {}

  @Post('scans')
  @HttpCode(202)
  @Documented({
    tag: 'shipments',
    posts: true,
    parameters: trackingParameters,
    answers: postedShipmentAnswer,
    summary: 'A carrier scanned this number (a fact)',
    description:
      'Of all parcels of one order that share the number and had left by then; across ' +
      'orders of the newest that left before the scan, unless it was delivered more than 90 ' +
      'days before. A number that nobody has told of is 404 `tracking_unknown` once it is ' +
      'decided: the scan stands in `GET /v1/rejected`, and goes to its order when it is sent ' +
      'or driven again after its dispatch was told.',
    refusals: ['tracking_unknown'],
    body: { schema: trackedScanInput, example: shipmentInputExamples.trackedScan },
  })
  async scan(
    @Param('tracking', new NamePipe('tracking', 'tracking')) tracking: string,
    @Body(new Checked(trackedScanInput)) input: TrackedScanInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const tenant = tenantOf(request);
    const given = commandId(request, request.routeOptions.url ?? '');
    const command = toTrackedScan(input, tracking, given);
    // Carriers send what was refused again and again: each scan is refused, and listed, once.
    // Something else under its id is the order's to tell, by the fields that its sender knows.
    const { fact } = command.data;
    const id =
      request.headers['idempotency-key'] === undefined
        ? idOf('tracked', tenant, tracking, fact.id, contentOf(fact))
        : given;
    const { posting, found } = await this.scans.posting(tenant, command, id, hangUp(reply));
    const call = { request, reply };
    const about = { service: 'shipping', id, call, posting } as const;
    if (found === undefined) {
      const self = `/v1/references/${encodeURIComponent(tracking)}`;
      return this.replies.to({ ...about, self, state: () => Promise.resolve(undefined) });
    }
    const { number, shipment } = found;
    return this.replies.to({
      ...about,
      omsNumber: number,
      self: `/v1/orders/${number}`,
      state: () => this.queries.shipment(tenant, number, shipment),
    });
  }
}
