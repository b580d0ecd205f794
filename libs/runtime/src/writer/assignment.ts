import type { Message } from '#kernel';
import type { Clock, Log, Positions, Random, States, StatesOf } from '#ports';
import { Halts } from '../inputs/halts.js';
import type { Halted } from '../inputs/halts.js';
import type { InputsOf } from '../inputs/inputs.js';
import type { InputStatus } from '../inputs/input-status.js';
import type { SourceOf } from '../inputs/source-input.js';
import { inputName } from '../log/input-names.js';
import { Backoff } from '../work/backoff.js';
import { Wakeup } from '../work/wakeup.js';
import { eventsTopic, inboxTopic } from '../service.js';
import type { Ports, Service } from '../service.js';

/** How one partition's writer stands, for health and metrics; counts since this process began. */
export interface WriterStatus {
  phase: 'waiting' | 'taking-over' | 'writing' | 'stepped-down' | 'halted';
  /** Of a halted one: its inbox waits for people, its neighbours' events are answered. */
  inboxAlone?: true;
  /** Why it halted, stepped down or waits. */
  reason?: string;
  term: number;
  /** Number of the last answer; -1 before the first. */
  chain: number;
  /** Last inbox offset answered; -1 before the first. */
  inbox: number;
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
  chain: -1,
  inbox: -1,
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
  readonly sources: readonly SourceOf<C>[];
  readonly clock: Clock;
  readonly random: Random;
  readonly states: StatesOf;
  readonly positions: Positions;
  readonly backoff: Backoff;
  readonly status: WriterStatus;
  /** Of the commands that the clock posts; `undefined` where the decider has no deadlines. */
  readonly deadlineType: string | undefined;
  /** Inbox offsets that an operator wants to be set aside. */
  readonly quarantined: Set<number>;
  /** The same of the sources: offsets of their answers, by input. */
  readonly aside: (input: string) => Set<number>;
  /** Inputs with times ahead of the clock that an operator lets pass. */
  readonly acceptedClocks: Set<string>;
  readonly halts: Halts;
  /** Rings when the due index has changed, and once when `store` can be read. */
  readonly due: Wakeup;
  /** The partition's states while a writer holds its term. */
  store: States | undefined;
  /** How it reads its sources; `undefined` while no writer holds the term. */
  reading: (() => readonly InputStatus[]) | undefined;
}

/** `halted` is told of each input that halts. */
export const assignmentOf = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
  ports: Ports,
  partition: number,
  halted: (input: string, why: Halted) => void = () => undefined,
): Assignment<C, E, S> => {
  const aside = new Map<string, Set<number>>();
  const asideIn = (input: string): Set<number> => {
    const known = aside.get(input) ?? new Set<number>();
    aside.set(input, known);
    return known;
  };
  return {
    service,
    partition,
    inbox: ports.logs(inboxTopic(service.name)),
    events: ports.logs(eventsTopic(service.name)),
    sources: sourcesOf(service, ports, partition, asideIn),
    clock: ports.clock,
    random: ports.random,
    states: ports.states,
    positions: ports.positions,
    backoff: new Backoff(ports.clock, ports.random),
    status: newWriterStatus(),
    deadlineType: service.deadlineCommand?.('', { name: '', at: 0 }).type,
    quarantined: new Set(),
    aside: asideIn,
    acceptedClocks: new Set(),
    halts: new Halts(halted),
    due: new Wakeup(),
    store: undefined,
    reading: undefined,
  };
};

/** Partitions of neighbours that a partition reads: one of each that is keyed alike, else all. */
const sourcesOf = <C extends Message, E extends Message, S>(
  { name, codec, inputs }: Service<C, E, S>,
  { logs, clock, random }: Ports,
  own: number,
  asideIn: (input: string) => ReadonlySet<number>,
): readonly SourceOf<C>[] => {
  const { partitions } = logs(inboxTopic(name));
  return Object.values(inputs).flatMap((listening) => {
    const log = logs(eventsTopic(listening.source));
    const isSameKey = listening.keyed === codec.keyed;
    const read = isSameKey ? [own] : Array.from({ length: log.partitions }, (_, each) => each);
    return read.map((partition): SourceOf<C> => ({
      listening,
      log,
      partition,
      own,
      partitions,
      isSameKey,
      backoff: new Backoff(clock, random),
      aside: asideIn(inputName(listening.source, partition)),
    }));
  });
};

/** What an assignment reads. */
export const inputsOf = <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
): InputsOf<C> => ({
  ...assignment,
  service: assignment.service.name,
  codec: assignment.service.codec,
});
