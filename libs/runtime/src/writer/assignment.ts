import type { Message } from '#kernel';
import type { Clock, Log, Random, States, StatesOf } from '#ports';
import { Backoff } from '../work/backoff.js';
import { Wakeup } from '../work/wakeup.js';
import { eventsTopic, inboxTopic } from '../service.js';
import type { Ports, Service } from '../service.js';

/** How one partition's writer stands, for health and metrics; counts since this process began. */
export interface WriterStatus {
  phase: 'waiting' | 'taking-over' | 'writing' | 'stepped-down' | 'halted';
  /** Why it halted, stepped down or waits. */
  reason?: string;
  term: number;
  /** Last inbox offset answered; -1 before the first. */
  cause: number;
  /** Inbox records that wait for an answer. */
  lag: number;
  accepted: number;
  rejected: number;
  unchanged: number;
  superseded: number;
}

const newWriterStatus = (): WriterStatus => ({
  phase: 'waiting',
  term: -1,
  cause: -1,
  lag: 0,
  accepted: 0,
  rejected: 0,
  unchanged: 0,
  superseded: 0,
});

/** One partition of one service, with what its writer and its timers share. Outlives each term. */
export interface Assignment<C extends Message, E extends Message, S> {
  readonly service: Service<C, E, S>;
  readonly partition: number;
  readonly inbox: Log;
  readonly events: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly states: StatesOf;
  readonly backoff: Backoff;
  readonly status: WriterStatus;
  /** Of the commands that the clock posts; `undefined` where the decider has no deadlines. */
  readonly deadlineType: string | undefined;
  /** Inbox offsets that an operator wants to be set aside. */
  readonly quarantined: Set<number>;
  /** An operator lets inbox times pass that are ahead of the clock, until one comes that is not. */
  acceptsClock: boolean;
  /** Rings when the due index has changed, and once when `store` can be read. */
  readonly due: Wakeup;
  /** The partition's states while a writer holds its term. */
  store: States | undefined;
}

export const assignmentOf = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
  ports: Ports,
  partition: number,
): Assignment<C, E, S> => ({
  service,
  partition,
  inbox: ports.logs(inboxTopic(service.name)),
  events: ports.logs(eventsTopic(service.name)),
  clock: ports.clock,
  random: ports.random,
  states: ports.states,
  backoff: new Backoff(ports.clock, ports.random),
  status: newWriterStatus(),
  deadlineType: service.deadlineCommand?.('', { name: '', at: 0 }).type,
  quarantined: new Set(),
  acceptsClock: false,
  due: new Wakeup(),
  store: undefined,
});
