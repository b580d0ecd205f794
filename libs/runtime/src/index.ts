export { Acceptance, beginning } from './acceptance.js';
export type { Cause, Decoded, Verdict } from './acceptance.js';
export { Backoff } from './backoff.js';
export { Wakeup } from './wakeup.js';
export { endIfAborted, guarded, halt, outcomeOf } from './ending.js';
export type { Outcome } from './ending.js';
export { batchLimit, limits } from './limits.js';
export { assertHolds, EventReader, readPatiently } from './reading.js';
export type { AcceptedSlice, EventDecoder } from './reading.js';
export { supervise } from './supervision.js';
export { isLogEvent } from './accepted-event.js';
export { awaitedBy } from './decision.js';
export { mattersIn } from './shown.js';
export { checkChain } from './chain-check.js';
export type { ChainCounts, ChainReport } from './chain-check.js';
export { endOf, totalRecords } from './log-end.js';
export type { ProjectorDependencies, ProjectorStatus } from './projector.js';
export { ViewQueries, ViewsUnavailable } from './queries.js';
export type { Place } from './queries.js';
export type { Rebuild, Rebuilt } from './rebuild.js';
export { settle, settledNow, standstill, tokensPassed } from './settled.js';
export type { SettledState, Settling, SettlingService } from './settled.js';
export { decodeUnreadable, encodeUnreadable, unreadable } from './unreadable.js';
export type { Unreadable } from './unreadable.js';
export { parseToken, tokenText } from './token.js';
export type { Token } from './token.js';
export {
  answerBlockOf,
  answerView,
  foldOf,
  rejectedCounter,
  rejectedIndex,
  rejectedMatters,
  rejectedView,
} from './view.js';
export type { Answer, AnswerBlock, RejectedDocument, StoredDocument, View } from './view.js';
export { ViewCheck } from './view-check.js';
export { hosted } from './host.js';
export type { HostedService, RunningService, ServiceStatus } from './host.js';
export type { IntakeStatus } from './intake.js';
export { Poster } from './post.js';
export type { PostOutcome } from './post.js';
export type { WriterStatus } from './assignment.js';
export { eventsTopic, inboxTopic, listening, positionName, writerGroup } from './service.js';
export type {
  ChannelMap,
  ChannelPosting,
  JournalEntry,
  Listening,
  Ports,
  Service,
} from './service.js';
export { soleOwnership } from './sole-ownership.js';
export { startView, viewGroup } from './view-host.js';
export type { RunningView, ViewPorts } from './view-host.js';
