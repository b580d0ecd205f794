export { haltedAtText } from './halted-at.js';
export { startBackend } from './backend.js';
export type { Backend, BackendPorts } from './backend.js';
export { finalAnswer } from './collision.js';
export { servicesWith, views } from './catalogue.js';
export type { Services, Views } from './catalogue.js';
export { channelTopic } from './channel-map.js';
export { serviceNames } from './desk.js';
export type {
  Commands,
  Desk,
  HaltedAt,
  OnProgress,
  Operated,
  Operations,
  PartitionStatus,
  PostOutcome,
  Readiness,
  Rebuilding,
  ServiceName,
} from './desk.js';
export { editLaws } from './laws-edits.js';
export { orderLaws, ReservationLaw, stockLaws } from './laws.js';
export { MoneyLaw } from './laws-money.js';
export type { Happened } from './laws-money.js';
export { returnLaw } from './laws-returns.js';
export { numberOf } from './number-of.js';
export { operationsOf } from './operations.js';
export { openDesk } from './open-desk.js';
export type { DeskPorts } from './open-desk.js';
export { Attendance, everyPartition, reported } from './reported.js';
export { settlingOf, sourcesOf } from './settling.js';
export { standingOf, withStanding } from './standing.js';
export type { StandingPorts } from './standing.js';
export { statusOf } from './status.js';
export { timelinePlaces, timelineRow } from './timeline-row.js';
export type { TimelinePlace, TimelineRow } from './timeline-row.js';
export { parcelOfNumber, scanOfNumber } from './tracked.js';
export type { Tracked } from './tracked.js';
export { verify } from './verify.js';
export type { Verification, Verifying } from './verify.js';
export { rebuildingOf, startViews, startWorkers } from './workers.js';
export type { ViewsPorts } from './workers.js';
