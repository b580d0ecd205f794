export { readAccess } from './access.js';
export type { KafkaAccess } from './access.js';
export { installedPartitions } from './installed.js';
export { brokersForm, isBroker, isPrefix, prefixForm } from './names.js';
export { openKafka } from './open-kafka.js';
export type { KafkaFamily } from './open-kafka.js';
export type { KafkaEntry, KafkaOptions } from './options.js';
export { checkSetup, prepareTopics } from './setup.js';
export type { KafkaSettings } from './setup.js';
