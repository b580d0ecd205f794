export { serviceNames } from './desk.js';
export type { Commands, Desk, PartitionStatus, PostOutcome, ServiceName } from './desk.js';
