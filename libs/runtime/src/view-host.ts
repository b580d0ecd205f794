import type { Message } from '#kernel';
import type { Clock, Generations, Log, Random } from '#ports';
import { beginning } from './acceptance.js';
import { Backoff } from './backoff.js';
import { dropRetired } from './generation.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { currentGeneration, rebuild, rollBack } from './rebuild.js';
import type { Rebuild, Rebuilt } from './rebuild.js';
import { foldOf } from './view.js';
import type { View } from './view.js';

const viewHostLimits = { sweepMs: 3_600_000 } as const;

export interface ViewPorts {
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
}

/** The projectors of one service in this process. */
export interface RunningView {
  readonly service: string;
  /** Names that `rebuild` knows. */
  readonly projections: readonly string[];
  /** Live, one a partition. */
  readonly statuses: readonly Readonly<ProjectorStatus>[];
  /**
   * Builds the next generation beside the one that answers, flips, and follows it. One change at a
   * time: who comes while one is under way gets that one.
   */
  rebuild(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt>;
  /** Flips back to the generation that answered before; rejects where none is kept. */
  rollBack(): Promise<Rebuilt>;
  /** Resolves, never rejects, when all work has ended after the signal. */
  readonly ended: Promise<void>;
}

/**
 * Keeps a service's views up to date until `signal` aborts. Views that another version of the fold
 * made are built anew beside the old ones, which go on answering until then; where a generation of
 * this fold is still kept, that one answers again. Where that fails every partition is stale, and
 * says why.
 */
export const startView = <E extends Message>(
  view: View<E>, ports: ViewPorts, signal: AbortSignal,
): RunningView => new ViewHost(view, ports, signal);

class ViewHost<E extends Message> implements RunningView {
  readonly service: string;
  readonly projections: readonly string[];
  readonly statuses: readonly ProjectorStatus[];
  readonly ended: Promise<void>;
  /** Ends the projectors that run now. */
  #turn = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #changing: Promise<Rebuilt> | undefined;
  /** Until then no projector begins. */
  #held: Promise<void> = Promise.resolve();

  constructor(
    private readonly view: View<E>, private readonly ports: ViewPorts,
    private readonly signal: AbortSignal,
  ) {
    this.service = view.service;
    this.projections = view.projections.map(({ name }) => name);
    this.statuses = Array.from({ length: ports.log.partitions }, (): ProjectorStatus =>
      ({ position: beginning, superseded: 0 }));
    this.ended = Promise.all([this.#run(), this.#sweep()]).then(() => undefined);
  }

  rebuild(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt> {
    return this.#change((given) => rebuild(
      onProgress === undefined ? given : { ...given, onProgress }, this.signal));
  }

  rollBack(): Promise<Rebuilt> {
    return this.#change(async (given) => {
      const back = await rollBack(given, this.signal);
      if (back !== undefined) return back;
      throw new Error(
        `no earlier generation of ${this.service} is kept that this build can follow`);
    });
  }

  async #run(): Promise<void> {
    const backoff = new Backoff(this.ports.clock, this.ports.random);
    const stop = (): void => this.#turn.abort();
    this.signal.addEventListener('abort', stop, { once: true });
    while (!this.signal.aborted) {
      this.#turn = new AbortController();
      const turn = this.#turn.signal;
      const pause = async (error: unknown): Promise<void> => {
        for (const status of this.statuses) status.trouble = String(error);
        await backoff.pause(turn).catch(() => undefined);
      };
      this.#following = this.#follow(turn).then(() => backoff.succeeded(), pause);
      await this.#following;
      await this.#held;
    }
    this.signal.removeEventListener('abort', stop);
    await this.#changing?.catch(() => undefined);
  }

  /** The projectors of one generation, until the next one stands. */
  async #follow(turn: AbortSignal): Promise<void> {
    const { log, generations, clock, random } = this.ports;
    const current = await currentGeneration(this.view, generations);
    if (current.fold !== foldOf(this.view)) {
      await this.#adopt(turn);
      return;
    }
    const projections = await generations.open(this.service, current.generation, log.partitions);
    await Promise.all(this.statuses.map((status, partition) => {
      delete status.stale;
      delete status.trouble;
      return runProjector(
        { view: this.view, log, projections, clock, random, partition, status }, turn);
    }));
    // Stale everywhere: only a rebuild helps.
    await clock.wakeAt(Number.MAX_SAFE_INTEGER, turn);
  }

  /** Another fold made what answers: a kept generation of this one takes over, or a new one. */
  async #adopt(turn: AbortSignal): Promise<void> {
    const { clock } = this.ports;
    this.#changing ??= this.#begun(async ({ still: _nobodyFollows, ...given }) =>
      await rollBack(given, this.signal).catch(() => undefined) ?? rebuild(given, this.signal));
    try {
      await this.#changing;
    } catch (error) {
      if (turn.aborted) return;
      const stale = { since: clock.now(), reason: String(error) };
      for (const status of this.statuses) status.stale = stale;
      await clock.wakeAt(Number.MAX_SAFE_INTEGER, turn);
    }
  }

  #change(run: (given: Rebuild<E>) => Promise<Rebuilt>): Promise<Rebuilt> {
    this.#changing ??= this.#begun(run);
    return this.#changing;
  }

  async #begun(run: (given: Rebuild<E>) => Promise<Rebuilt>): Promise<Rebuilt> {
    let release = (): void => undefined;
    const still = async (): Promise<void> => {
      this.#held = new Promise((resolve) => { release = resolve; });
      this.#turn.abort();
      await this.#following;
    };
    try {
      return await run({ view: this.view, ...this.ports, still });
    } finally {
      this.#changing = undefined;
      release();
    }
  }

  /** Generations that are past their day of grace. */
  async #sweep(): Promise<void> {
    const { log, generations, clock } = this.ports;
    while (!this.signal.aborted) {
      // Trouble that passes: the next sweep comes.
      await dropRetired(generations, this.service, log.partitions, clock.now())
        .catch(() => undefined);
      await clock.wakeAt(clock.now() + viewHostLimits.sweepMs, this.signal);
    }
  }
}
