export { haltedAtText } from './status/halted-at.js';
export { startBackend } from './backend.js';
export type { Backend, BackendPorts } from './backend.js';
export { finalAnswer } from './collision.js';
export { servicesWith, views } from './catalogue.js';
export type { Services, Views } from './catalogue.js';
export { channelTopic } from './channel-map.js';
export { serviceNames } from './gateway.js';
export type {
  Commands,
  Gateway,
  HaltedAt,
  OnProgress,
  Operated,
  Operations,
  PartitionStatus,
  PostOutcome,
  Readiness,
  Rebuilding,
  ServiceName,
} from './gateway.js';
export { editInvariants } from './invariants/edits.js';
export { orderInvariants, ReservationInvariant, stockInvariants } from './invariants/invariants.js';
export { MoneyInvariant } from './invariants/money.js';
export type { Happened } from './invariants/money.js';
export { returnInvariant } from './invariants/returns.js';
export { numberOf } from './number-of.js';
export { operationsOf } from './operations.js';
export { openGateway } from './open-gateway.js';
export type { GatewayPorts } from './open-gateway.js';
export { Attendance, everyPartition, reported } from './status/reported.js';
export { settlingOf, sourcesOf } from './status/settling.js';
export { inferredStatus, withInferred } from './status/inferred-status.js';
export type { StatusPorts } from './status/inferred-status.js';
export { statusOf } from './status/status.js';
export { timelinePlaces, timelineRow } from './timeline-row.js';
export type { TimelinePlace, TimelineRow } from './timeline-row.js';
export { parcelOfNumber, scanOfNumber } from './status/tracked.js';
export type { Tracked } from './status/tracked.js';
export { verify } from './verify.js';
export type { Verification, Verifying } from './verify.js';
export { rebuildingOf, startViews, startWorkers } from './workers.js';
export type { ViewsPorts } from './workers.js';
