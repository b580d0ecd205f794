import { createHash } from 'node:crypto';
import type { Generations, LogRecord, Positions } from '#ports';
import { dice, seededRandom } from './dice.js';
import { noFaults, usualFaults } from './faults.js';
import type { Fault, FaultRates } from './faults.js';
import { ForgetfulViews, StatesDisk } from './forgetful.js';
import { memoryLog } from './memory-log.js';
import type { MemoryLog } from './memory-log.js';
import { memoryPositions } from './memory-states.js';
import { Network } from './network.js';
import { Schedule } from './schedule.js';
import { Group } from './simulated-group.js';
import {
  simulatedClock,
  simulatedGenerations,
  simulatedLog,
  simulatedPositions,
  simulatedStates,
} from './simulated-ports.js';
import type { SimulatedPorts, Surroundings } from './simulated-ports.js';
import { Incarnation } from './simulated-process.js';
import type { Failure, Process, Code } from './simulated-process.js';

export interface WorldOptions {
  readonly partitions: number;
  readonly faults?: FaultRates;
  /** Epoch milliseconds; 2026-01-05T10:00Z where it is absent. */
  readonly start?: number;
  /** Of a topic; 8 MiB where its name ends in `.events`, else 1 MiB, where this is absent. */
  readonly appendBytesMax?: (topic: string) => number;
  /** Gets every line of the history. */
  readonly trace?: (line: string) => void;
}

const firstStart = Date.parse('2026-01-05T10:00:00Z');
const restartMsMax = 5_000;
const pauseMsMax = 60_000;
const leapMsMax = 600_000;
const skewMsMax = 200_000;
const usualAppendBytesMax = (topic: string): number =>
  topic.endsWith('.events') ? 8 * 2 ** 20 : 2 ** 20;

/**
 * A small world that one seed determines: processes over simulated ports, whose calls land and are
 * answered in an order drawn from the seed, and faults drawn from it too. Logs, views and positions
 * are shared by all and outlive every process; states belong to the machine of one process and may
 * fall back.
 */
export class World {
  /** What processes ended with, the oldest first; each is started again. */
  readonly failures: Failure[] = [];
  readonly #views = new ForgetfulViews();
  /** The views and positions themselves, without the world's troubles. */
  readonly generations: Generations = this.#views.generations;
  readonly positions: Positions = memoryPositions();
  /** How many steps were done. */
  steps = 0;
  readonly #dice;
  readonly #schedule: Schedule;
  readonly #network: Network;
  readonly #history = createHash('sha256');
  readonly #logs = new Map<string, MemoryLog>();
  readonly #groups = new Map<string, Group>();
  readonly #processes: Process[] = [];

  constructor(
    readonly seed: number,
    private readonly options: WorldOptions,
  ) {
    this.#dice = dice(seed);
    this.#schedule = new Schedule(options.start ?? firstStart, this.#dice, (line) => {
      this.#history.update(`${line}\n`);
      options.trace?.(line);
    });
    this.#network = new Network(options.faults ?? usualFaults, this.#dice, this.#schedule);
  }

  /** The world's own time, epoch milliseconds: the one that logs go by. */
  get time(): number {
    return this.#schedule.time;
  }

  /** How often each fault has happened. */
  get faults(): ReadonlyMap<Fault, number> {
    return this.#network.counts;
  }

  /** How often views have lost something, or all. */
  get viewsLost(): number {
    return (this.faults.get('viewLost') ?? 0) + (this.faults.get('viewsGone') ?? 0);
  }

  /** How many writes are on their way whose callers wait no more. */
  get late(): number {
    return this.#network.late;
  }

  /** A log itself, without the world's troubles: to fill it and to check it. */
  log(topic: string): MemoryLog {
    const { partitions, appendBytesMax = usualAppendBytesMax } = this.options;
    const clock = { now: () => this.time, wakeAt: async (): Promise<void> => undefined };
    const log =
      this.#logs.get(topic) ??
      memoryLog({ topic, partitions, clock, appendBytesMax: appendBytesMax(topic) });
    this.#logs.set(topic, log);
    return log;
  }

  /** Starts a process; one that is killed or fails is started again after a while. */
  process(name: string, code: Code): void {
    const process: Process = {
      name,
      code,
      disks: new Map(),
      skewMs: 0,
      count: 0,
      running: undefined,
    };
    this.#processes.push(process);
    this.#startLater(process);
  }

  /** Tells a process to end, and does not start it again. */
  stop(name: string): void {
    for (const process of this.#processes.filter((one) => one.name === name)) {
      process.running?.stop.abort();
      this.#processes.splice(this.#processes.indexOf(process), 1);
    }
  }

  /** No more faults, pauses and wrong clocks: what is on its way still lands. */
  calm(): void {
    this.#network.rates = noFaults;
    for (const process of this.#processes) {
      process.skewMs = 0;
      if (process.running !== undefined) process.running.pausedUntil = 0;
    }
  }

  /** Something happens; false where nothing is left to happen. */
  async step(): Promise<boolean> {
    this.steps += 1;
    this.#strike();
    return this.#schedule.step();
  }

  /**
   * Steps until `until` holds (true), or `stepsMax` are done or nothing is left to happen (false).
   */
  async run(until: () => boolean, stepsMax: number): Promise<boolean> {
    for (let step = 0; step < stepsMax; step += 1) {
      if (until()) return true;
      if (!(await this.step())) break;
    }
    return until();
  }

  /** Digest of all that has happened so far, hexadecimal: the same for the same seed and code. */
  history(): string {
    return this.#history.copy().digest('hex');
  }

  #startLater(process: Process): void {
    const due = this.time + this.#dice.below(restartMsMax);
    this.#schedule.add({
      label: `${process.name} starts`,
      due: () => due,
      run: async () => {
        if (this.#processes.includes(process)) this.#start(process);
        return 'done';
      },
    });
  }

  #start(process: Process): void {
    process.count += 1;
    const { name, code, count } = process;
    const running = new Incarnation(`${name}#${count}`);
    process.running = running;
    const ended = (error?: unknown): void => {
      if (!running.alive) return;
      if (error !== undefined) this.failures.push({ process: running.label, error });
      this.#history.update(`${running.label} ended ${String(error)}\n`);
      this.#end(process, running);
      if (!running.stop.signal.aborted && error !== undefined) this.#startLater(process);
    };
    const ports = this.#portsOf(process, running);
    // It begins in a step of its own, and what it throws at once is its failure too.
    void Promise.resolve()
      .then(() => code(ports, running.stop.signal, count))
      .then(
        () => ended(),
        (error: unknown) => ended(error ?? new Error('nothing')),
      );
  }

  #end(process: Process, running: Incarnation): void {
    running.alive = false;
    process.running = undefined;
    this.#schedule.keep(({ actor }) => actor !== running);
    for (const group of this.#groups.values()) group.lost(running);
  }

  #portsOf(process: Process, actor: Incarnation): SimulatedPorts {
    const around: Surroundings = {
      actor,
      dice: this.#dice,
      network: this.#network,
      schedule: this.#schedule,
      skewMs: () => process.skewMs,
      absorb: (records) => this.#absorb(records),
    };
    const clock = simulatedClock(around);
    const diskOf = (store: string): StatesDisk => {
      const disk = process.disks.get(store) ?? new StatesDisk();
      process.disks.set(store, disk);
      return disk;
    };
    return {
      log: (topic) => simulatedLog(around, this.log(topic)),
      states: simulatedStates(around, diskOf),
      positions: simulatedPositions(around, this.positions),
      generations: simulatedGenerations(around, this.generations),
      clock,
      random: seededRandom(this.#dice.below(2 ** 32)),
      ownership: {
        run: (group, partitions, signal, work) =>
          this.#group(group).run(actor, clock, partitions, signal, work),
      },
    };
  }

  #group(name: string): Group {
    const group = this.#groups.get(name) ?? new Group(name, this.#dice, this.#schedule);
    this.#groups.set(name, group);
    return group;
  }

  #absorb(records: readonly LogRecord[]): void {
    for (const { key, headers, value } of records) {
      this.#history.update(JSON.stringify([key, headers]));
      if (value !== null) this.#history.update(value);
    }
  }

  /** What may go wrong besides calls, once a step. */
  #strike(): void {
    const network = this.#network;
    const process = this.#processes[this.#dice.below(this.#processes.length)];
    const running = process?.running;
    if (process !== undefined && running !== undefined) {
      if (network.strikes('crash')) this.#crash(process, running);
      else if (network.strikes('pause')) {
        running.pausedUntil = this.time + this.#dice.below(pauseMsMax);
      }
    }
    if (network.strikes('clockJump')) this.#jump(process);
    if (network.strikes('viewLost')) this.#views.loseWrites(this.#dice);
    if (network.strikes('viewsGone')) this.#views.loseAll();
    if (network.strikes('handover')) {
      [...this.#groups.values()][this.#dice.below(this.#groups.size)]?.handOver();
    }
  }

  #crash(process: Process, running: Incarnation): void {
    this.#history.update(`${running.label} killed\n`);
    this.options.trace?.(`${this.time} ${running.label} killed`);
    this.#end(process, running);
    // Of what it was just sending, some is on its way and some is not.
    this.#schedule.keep(({ sender }) => sender !== running || this.#dice.chance(1 / 2));
    if (this.#network.strikes('statesLost')) {
      for (const disk of process.disks.values()) disk.lose(this.#dice);
    }
    this.#startLater(process);
  }

  #jump(process: Process | undefined): void {
    if (process === undefined || this.#dice.chance(1 / 2)) {
      this.#schedule.time += this.#dice.below(leapMsMax);
    } else {
      process.skewMs = this.#dice.below(2 * skewMsMax) - skewMsMax;
    }
  }
}

export const createWorld = (seed: number, options: WorldOptions): World => new World(seed, options);
