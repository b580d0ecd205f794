export { Acceptance, beginning } from './log/acceptance.js';
export type { Cause, Decoded, Verdict } from './log/acceptance.js';
export { Backoff } from './work/backoff.js';
export { Wakeup } from './work/wakeup.js';
export { endIfAborted, guarded, halt, outcomeOf } from './work/ending.js';
export type { Outcome } from './work/ending.js';
export { batchLimit, limits } from './limits.js';
export { assertHolds, EventReader, readPatiently } from './log/reading.js';
export type { AcceptedSlice, EventDecoder } from './log/reading.js';
export { supervise } from './work/supervision.js';
export { isLogEvent } from './log/accepted-event.js';
export { awaitedBy } from './writer/decision.js';
export { mattersIn } from './views/folding/shown.js';
export { checkChain } from './log/chain-check.js';
export type { ChainCounts, ChainReport } from './log/chain-check.js';
export { endOf, totalRecords } from './log/log-end.js';
export type { ProjectorDependencies, ProjectorStatus } from './views/projector.js';
export { ViewsUnavailable } from './views/reading/current-views.js';
export { ViewQueries } from './views/reading/queries.js';
export type { Rebuild, Rebuilt } from './views/rebuild.js';
export { settle, settledNow, standstill, tokensPassed } from './posting/settled.js';
export type { SettledState, Settling, SettlingService } from './posting/settled.js';
export { decodeUnreadable, encodeUnreadable, unreadable } from './log/unreadable.js';
export type { Unreadable } from './log/unreadable.js';
export { parseToken, tokenText } from './posting/token.js';
export type { Token } from './posting/token.js';
export {
  answerBlockOf,
  answerView,
  foldOf,
  rejectedCounter,
  rejectedIndex,
  rejectedMatters,
  rejectedView,
} from './views/view.js';
export type { Answer, AnswerBlock, RejectedDocument, StoredDocument, View } from './views/view.js';
export { ViewCheck } from './views/view-check.js';
export { hosted } from './work/host.js';
export type { HostedService, RunningService, ServiceStatus } from './work/host.js';
export { listening } from './inputs/listening.js';
export type { Listening } from './inputs/listening.js';
export { asideK } from './inputs/source-input.js';
export { readsName } from './inputs/published.js';
export type { HaltedInput, InputStatus } from './inputs/input-status.js';
export { inboxInput, inputName, inputOf, logInput } from './log/input-names.js';
export type { IntakeStatus } from './intake/intake.js';
export { Poster } from './posting/post.js';
export type { PostOutcome } from './posting/post.js';
export type { WriterStatus } from './writer/assignment.js';
export { eventsTopic, inboxTopic, positionName, writerGroup } from './service.js';
export type { ChannelMap, ChannelPosting, JournalEntry, Ports, Service } from './service.js';
export { soleOwnership } from './work/sole-ownership.js';
export { startView, viewGroup } from './views/view-host.js';
export type { RunningView, ViewPorts } from './views/view-host.js';
