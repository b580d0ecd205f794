export type { KafkaEntry, KafkaOptions } from './options.js';
