export type {
  EventBatch,
  FollowStatus,
  PositionStore,
  Received,
  Start,
  VersionGap,
} from './batch.js';
export { follow, followOrders, followShipments, followStock } from './follow.js';
export type { Following } from './follow.js';
export type { FollowOptions, FollowPorts } from './options.js';
export { eventsOf } from './replay.js';
export type { Replay } from './replay.js';
export { Sequence } from './sequence.js';
export type { Succession } from './sequence.js';
