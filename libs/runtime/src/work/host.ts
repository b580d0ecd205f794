import type { Message } from '#kernel';
import { Wakeup } from './wakeup.js';
import type { Outcome } from './ending.js';
import { newIntakeStatus, runChannel, runIntake } from '../intake/intake.js';
import type { Intake, IntakeStatus } from '../intake/intake.js';
import { assignmentOf } from '../writer/assignment.js';
import type { Assignment, WriterStatus } from '../writer/assignment.js';
import { eventsTopic, inboxTopic, positionName, writerGroup } from '../service.js';
import type { Ports, Service } from '../service.js';
import { supervise } from './supervision.js';
import { inboxInput, inputName, inputOf } from '../log/input-names.js';
import type { InputStatus } from '../inputs/input-status.js';
import { runTimers } from '../writer/timers.js';
import { runWriter } from '../writer/writer.js';

/** Whatever runs partitions: by partition, for those that this process has had so far. */
export interface ServiceStatus {
  readonly service: string;
  readonly writers: ReadonlyMap<number, Readonly<WriterStatus>>;
  /** Of every partition that has a writer here, for each service that it listens to. */
  readonly inputs: () => readonly InputStatus[];
  /** What is posted into inboxes, by source: a service's name or a channel's topic. */
  readonly intakes: ReadonlyMap<string, ReadonlyMap<number, Readonly<IntakeStatus>>>;
}

export interface RunningService {
  readonly name: string;
  /** The live figures: they change while they are looked at. */
  readonly status: ServiceStatus;
  /**
   * Lets halted work of this partition go on: the writer with its inbox, an input (`orders.2`), or
   * the intake of `source`.
   */
  resume(partition: number, source?: string): void;
  /**
   * An operator's decision: the clock of a log was ahead, and what it wrote is answered at its
   * times. Stands in the log by them. Resumes the writer and its inputs.
   */
  acceptClock(partition: number): void;
  /**
   * An operator's decision: this offset of the inbox, or of the input or intake `source`, is
   * answered `log.rejected { quarantined }`, and nothing else follows from it. Resumes the writer,
   * or what reads that source.
   */
  quarantine(partition: number, offset: number, source?: string): void;
  /** Resolves when all work has ended after the signal. */
  readonly ended: Promise<void>;
}

/** A service whose types are closed over, to be kept beside others. */
export interface HostedService {
  readonly name: string;
  start(ports: Ports, signal: AbortSignal): RunningService;
}

export const hosted = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
): HostedService => ({
  name: service.name,
  start: (ports, signal) => startService(service, ports, signal),
});

/**
 * Runs writers, timers and intakes of one service on what `ports.ownership` gives to this process.
 */
export const startService = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
  ports: Ports,
  signal: AbortSignal,
): RunningService => {
  const wakeups = new Map<string, Wakeup>();
  const host: Host<C, E, S> = {
    service,
    ports,
    wakeups,
    assignments: new Map(),
    writers: new Map(),
    intakes: new Map(),
    aside: new Map(),
  };
  const resume = (partition: number, source = writing): void => {
    const halts = host.assignments.get(partition)?.halts;
    for (const input of halts?.inputs ?? []) {
      const isMeant =
        source === writing ? input === inboxInput : inputOf(input)?.service === source;
      if (isMeant || input === source) halts?.resume(input);
    }
    wakeups.get(`${source}/${partition}`)?.notify();
  };
  const work = Promise.all([runWriters(host, signal), ...runIntakes(host, signal)]);
  return {
    name: service.name,
    status: {
      service: service.name,
      writers: host.writers,
      inputs: () => inputsIn(host),
      intakes: host.intakes,
    },
    resume,
    acceptClock(partition) {
      const { acceptedClocks, halts, sources } = assignmentIn(host, partition);
      const names = sources.map((each) => inputName(each.listening.source, each.partition));
      for (const input of [inboxInput, ...names]) {
        if (input !== inboxInput && !halts.has(input)) continue;
        acceptedClocks.add(input);
        halts.resume(input);
      }
      resume(partition);
    },
    quarantine(partition, offset, source) {
      asideOf(host, partition, source).add(offset);
      resume(partition, source);
    },
    ended: work.then(() => undefined),
  };
};

const writing = '';

interface Host<C extends Message, E extends Message, S> {
  readonly service: Service<C, E, S>;
  readonly ports: Ports;
  readonly wakeups: Map<string, Wakeup>;
  readonly assignments: Map<number, Assignment<C, E, S>>;
  readonly writers: Map<number, WriterStatus>;
  readonly intakes: Map<string, Map<number, IntakeStatus>>;
  /** Source offsets that operators set aside, by source and partition. */
  readonly aside: Map<string, Set<number>>;
}

const asideIn = <C extends Message, E extends Message, S>(
  { aside }: Host<C, E, S>,
  source: string,
  partition: number,
): Set<number> => {
  const name = `${source}/${partition}`;
  const known = aside.get(name) ?? new Set<number>();
  aside.set(name, known);
  return known;
};

/** Where it stands what is set aside of the inbox, an input, or an intake. */
const asideOf = <C extends Message, E extends Message, S>(
  host: Host<C, E, S>,
  partition: number,
  source: string | undefined,
): Set<number> => {
  if (source === undefined) return assignmentIn(host, partition).quarantined;
  if (inputOf(source) !== undefined && !source.startsWith('oms.')) {
    return assignmentIn(host, partition).aside(source);
  }
  return asideIn(host, source, partition);
};

/** Those that no writer reads now wait. */
const inputsIn = <C extends Message, E extends Message, S>({
  service,
  assignments,
}: Host<C, E, S>): readonly InputStatus[] =>
  [...assignments.values()].flatMap(
    ({ partition, reading }) =>
      reading?.() ??
      Object.keys(service.inputs).map((source): InputStatus => ({
        source,
        partition,
        phase: 'waiting',
        offset: 0,
        lag: 0,
        superseded: 0,
      })),
  );

const assignmentIn = <C extends Message, E extends Message, S>(
  { service, ports, assignments, writers }: Host<C, E, S>,
  partition: number,
): Assignment<C, E, S> => {
  const known = assignments.get(partition);
  if (known !== undefined) return known;
  const worker = writerGroup(service.name);
  const assignment = assignmentOf(service, ports, partition, (input, { reason }) =>
    ports.log?.({ level: 'error', worker, partition, text: `halted: ${input}: ${reason}` }),
  );
  assignments.set(partition, assignment);
  writers.set(partition, assignment.status);
  return assignment;
};

const runWriters = <C extends Message, E extends Message, S>(
  host: Host<C, E, S>,
  signal: AbortSignal,
): Promise<void> => {
  const { service, ports } = host;
  const { partitions } = ports.logs(inboxTopic(service.name));
  return own(host, writerGroup(service.name), writing, partitions, signal, (partition, owned) =>
    runPartition(assignmentIn(host, partition), owned),
  );
};

const runIntakes = <C extends Message, E extends Message, S>(
  host: Host<C, E, S>,
  signal: AbortSignal,
): Promise<void>[] => {
  const { service } = host;
  const services = Object.entries(service.reposts ?? {}).map(([source, listening]) =>
    follow(host, source, eventsTopic(source), signal, (intake, owned) =>
      runIntake(intake, listening, owned),
    ),
  );
  const channels = Object.entries(service.channels ?? {}).map(([topic, map]) =>
    follow(host, topic, topic, signal, (intake, owned) => runChannel(intake, map, owned)),
  );
  return [...services, ...channels];
};

const follow = <C extends Message, E extends Message, S>(
  host: Host<C, E, S>,
  source: string,
  topic: string,
  signal: AbortSignal,
  run: (intake: Intake<C>, owned: AbortSignal) => Promise<Outcome>,
): Promise<void> => {
  const {
    service: { name: service, codec },
    ports: { logs, positions, clock, random },
  } = host;
  const log = logs(topic);
  const statuses = new Map<number, IntakeStatus>();
  host.intakes.set(source, statuses);
  const inbox = logs(inboxTopic(service));
  const group = positionName(service, source);
  return own(host, group, source, log.partitions, signal, (partition, owned) => {
    const status = statuses.get(partition) ?? newIntakeStatus();
    statuses.set(partition, status);
    const ports = { log, inbox, codec, positions, clock, random };
    const aside = asideIn(host, source, partition);
    return run({ service, source, partition, ...ports, status, aside }, owned);
  });
};

/**
 * Supervises `run` on each partition that the group gives us; in one process never twice at a time.
 */
const own = <C extends Message, E extends Message, S>(
  { ports, wakeups }: Host<C, E, S>,
  group: string,
  source: string,
  partitions: number,
  signal: AbortSignal,
  run: (partition: number, owned: AbortSignal) => Promise<Outcome>,
): Promise<void> => {
  const { ownership, clock, random, log } = ports;
  const working = new Map<number, Promise<void>>();
  return ownership.run(group, partitions, signal, async (partition, owned) => {
    const resume = wakeups.get(`${source}/${partition}`) ?? new Wakeup();
    wakeups.set(`${source}/${partition}`, resume);
    await working.get(partition);
    const work = supervise(
      {
        clock,
        random,
        resume,
        run: (still) => run(partition, still),
        ended: ({ kind, reason }) => {
          const level = kind === 'halted' ? 'error' : 'warn';
          log?.({ level, worker: group, partition, text: `${kind}: ${reason}` });
        },
      },
      owned,
    );
    working.set(partition, work);
    await work;
  });
};

/** Writer and timers of one partition: they live and end together. */
const runPartition = async <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  owned: AbortSignal,
): Promise<Outcome> => {
  const both = new AbortController();
  const stop = (): void => both.abort();
  owned.addEventListener('abort', stop, { once: true });
  if (owned.aborted) stop();
  let failure: unknown;
  const timers = runTimers(assignment, both.signal).catch((error: unknown) => {
    failure = error;
    stop();
  });
  try {
    const outcome = await runWriter(assignment, both.signal);
    stop();
    await timers;
    if (failure !== undefined) throw failure;
    return outcome;
  } finally {
    owned.removeEventListener('abort', stop);
    stop();
    await timers;
  }
};
