export { haltedAtText } from './status/halted-at.js';
export { appNames, usualPortOf } from './apps.js';
export type { AppName } from './apps.js';
export { startBackend } from './backend.js';
export type { Backend, BackendPorts } from './backend.js';
export { finalAnswer } from './collision.js';
export { channelTopic } from './channel-map.js';
export type {
  Gateway,
  HaltedAt,
  OnProgress,
  Operated,
  Operations,
  PartitionStatus,
  PostOutcome,
  Readiness,
  Rebuilding,
} from './gateway.js';
export { Between } from './invariants/between.js';
export type { Definition } from './module.js';
export { numberOf } from './number-of.js';
export { operationsOf } from './operations.js';
export { openGateway } from './open-gateway.js';
export type { GatewayPorts } from './open-gateway.js';
export { Attendance, everyPartition, reported } from './status/reported.js';
export { settlingOf } from './status/settling.js';
export { inferredStatus, withInferred } from './status/inferred-status.js';
export type { StatusPorts } from './status/inferred-status.js';
export { rejectedIn } from './rejected-id.js';
export {
  everyTopic,
  isService,
  moduleNamed,
  ofEach,
  serviceModules,
  serviceNames,
} from './register.js';
export type { AnyService, Commands, ServiceName } from './register.js';
export { statusOf } from './status/status.js';
export { timelinePlaces, timelineRow } from './timeline-row.js';
export type { TimelinePlace, TimelineRow } from './timeline-row.js';
export { parcelOfNumber, scanOfNumber } from './status/tracked.js';
export type { Tracked } from './status/tracked.js';
export { StateFold } from './verification/state-fold.js';
export { verify } from './verification/verify.js';
export type { Verification, Verifying } from './verification/verify.js';
export { rebuildingOf, startViews, startWorkers } from './workers.js';
export type { ViewsPorts } from './workers.js';
