import { logLevel } from 'kafkajs';
import type { LogEntry } from 'kafkajs';
import type { AdapterEntry } from '#ports';
import type { KafkaOptions } from './client/options.js';

export const logLevelMax = logLevel.WARN;

/** Failures that pass by themselves: kafkajs calls some an error, people need not wake up. */
const passing = [
  'coordinator is loading',
  'coordinator is not available',
  'not the correct coordinator',
  'leadership election',
  'not the leader for that topic-partition',
  'does not host this topic-partition',
  'Connection error',
  'Connection timeout',
  'Closed connection',
  'Failed to connect',
];

/** Told by who asked, with the broker's reason; that another process was first is no failure. */
const answeredOtherwise = 'Topic creation errors';

const levelOf = ({ level, log }: LogEntry): AdapterEntry['level'] => {
  const text = `${log.message} ${String(log['error'] ?? '')}`;
  if (text.includes('group is rebalancing')) return 'info';
  if (level !== logLevel.ERROR) return level === logLevel.WARN ? 'warn' : 'info';
  return passing.some((each) => text.includes(each)) ? 'warn' : 'error';
};

/** What kafkajs says, for the journal of the process. */
export const journalOf =
  ({ log }: Pick<KafkaOptions, 'log'>) =>
  (entry: LogEntry): void => {
    if (log === undefined || entry.level > logLevelMax) return;
    const { message, error, broker } = entry.log;
    if (error === answeredOtherwise) return;
    const text = [message, error, broker].filter((part) => typeof part === 'string').join(': ');
    log({ level: levelOf(entry), worker: `kafka.${entry.namespace}`, text });
  };
