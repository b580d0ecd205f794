import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Gateway } from '#services';
import { AttentionController } from './attention/attention.controller.js';
import { AttentionQueries } from './attention/attention.queries.js';
import { Bulk } from './bulk/bulk.js';
import { BulkController } from './bulk/bulk.controller.js';
import { gatewayToken } from './gateway.js';
import { FlowController } from './operations/flow.controller.js';
import { Metrics } from './metrics.js';
import { OperationsController } from './operations/operations.controller.js';
import { PartitionsController } from './operations/partitions.controller.js';
import { ProjectionsController } from './operations/projections.controller.js';
import { Conflicts } from './waiting/conflicts.js';
import { OrderActionsController } from './orders/order-actions.controller.js';
import { EditsController } from './orders/edits.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { HaltedWaits } from './orders/halted-waits.js';
import { KnownNodes } from './orders/known-nodes.js';
import { OrdersQueries } from './orders/orders.queries.js';
import { PlacingGateway } from './orders/placing.js';
import { ReferencesController } from './orders/references.controller.js';
import { TimelineQueries } from './orders/timeline.queries.js';
import { OrderPosts } from './posting/order-posts.js';
import { Replies } from './posting/replies.js';
import { Halts } from './waiting/halts.js';
import { Outcomes } from './waiting/outcomes.js';
import { Submissions } from './posting/submissions.js';
import { Answered } from './waiting/answered.js';
import { RejectedController } from './rejected/rejected.controller.js';
import { RejectedQueries } from './rejected/rejected.queries.js';
import { ShipmentListController } from './shipments/shipment-list.controller.js';
import { ShipmentsController } from './shipments/shipments.controller.js';
import { ShipmentsQueries } from './shipments/shipments.queries.js';
import { TrackedScans } from './shipments/tracked-scans.js';
import { TrackingController } from './shipments/tracking.controller.js';
import { StockController } from './stock/stock.controller.js';
import { StockQueries } from './stock/stock.queries.js';

/** The edge over one backend. Nothing in it lives for a request only. */
@Module({})
export class ApiModule {
  /** Without a gateway only its description can be asked for. */
  static over(gateway?: Gateway): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        OperationsController,
        OrdersController,
        OrderActionsController,
        EditsController,
        ReferencesController,
        ShipmentListController,
        ShipmentsController,
        TrackingController,
        StockController,
        BulkController,
        AttentionController,
        RejectedController,
        FlowController,
        PartitionsController,
        ProjectionsController,
      ],
      providers: [
        { provide: gatewayToken, useValue: gateway },
        Answered,
        AttentionQueries,
        Bulk,
        Conflicts,
        KnownNodes,
        Metrics,
        OrderPosts,
        OrdersQueries,
        Outcomes,
        PlacingGateway,
        RejectedQueries,
        Replies,
        ShipmentsQueries,
        StockQueries,
        Submissions,
        TimelineQueries,
        Halts,
        HaltedWaits,
        TrackedScans,
      ],
    };
  }
}
