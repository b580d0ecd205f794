import type { Message } from '#kernel';
import { GenerationGone } from '#ports';
import type { Clock, Generations, Log, Ownership, Projections, Random } from '#ports';
import { beginning } from '../log/acceptance.js';
import { Backoff } from '../work/backoff.js';
import { fillFirst } from './filling.js';
import { dropRetired } from './generation.js';
import { PointerWatch } from './pointer-watch.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { rebuild, rollBack } from './rebuild.js';
import type { Rebuild, Rebuilt } from './rebuild.js';
import { foldOf } from './view.js';
import type { View } from './view.js';

const viewHostLimits = { sweepMs: 3_600_000 } as const;

export interface ViewPorts {
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
  /** Shares the partitions with other processes; absent: this one follows all of them. */
  readonly ownership?: Ownership;
}

/** Views of several services in one process are one member of the group. */
export const viewGroup = (service: string): string => `projections.${service}`;

/** The projectors of one service in this process. */
export interface RunningView {
  readonly service: string;
  /** Names that `rebuild` knows. */
  readonly projections: readonly string[];
  /** Live, one a partition. */
  readonly statuses: readonly Readonly<ProjectorStatus>[];
  /**
   * Builds the next generation beside the one that answers, flips, and follows it. One change at a
   * time: who comes for the same while one is under way gets that one; the other is refused.
   */
  rebuild(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt>;
  /** Flips back to the generation that answered before; rejects where none is kept. */
  rollBack(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt>;
  /** Resolves, never rejects, when all work has ended after the signal. */
  readonly ended: Promise<void>;
}

/**
 * Keeps a service's views up to date until `signal` aborts. Views that another version of the fold
 * made are built anew beside the old ones, which go on answering until then; where a generation of
 * this fold is still kept, that one answers again. Where that fails every partition is stale, and
 * says why. Where another build's views come to answer later, they are left to that build as long
 * as it keeps them up to date. A store that lost everything is filled again before it answers.
 */
export const startView = <E extends Message>(
  view: View<E>,
  ports: ViewPorts,
  signal: AbortSignal,
): RunningView => new ViewHost(view, ports, signal);

type Change = 'rebuild' | 'roll-back';

class ViewHost<E extends Message> implements RunningView {
  readonly service: string;
  readonly projections: readonly string[];
  readonly statuses: readonly ProjectorStatus[];
  readonly ended: Promise<void>;
  /** Ends the projectors that run now. */
  #turn = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #changing: Promise<Rebuilt> | undefined;
  /** What it was asked for; undefined where it began by itself. */
  #kind: Change | undefined;
  /** Until then no projector begins. */
  #held: Promise<void> = Promise.resolve();
  /** Views of this fold have answered since the start. */
  #shown = false;
  readonly #pointer: PointerWatch;

  constructor(
    private readonly view: View<E>,
    private readonly ports: ViewPorts,
    private readonly signal: AbortSignal,
  ) {
    this.service = view.service;
    this.projections = view.projections.map(({ name }) => name);
    this.statuses = Array.from({ length: ports.log.partitions }, (): ProjectorStatus => ({
      position: beginning,
      superseded: 0,
    }));
    this.#pointer = new PointerWatch(this.service, ports.log, ports.generations, ports.clock);
    this.ended = Promise.all([this.#run(), this.#sweep()]).then(() => undefined);
  }

  rebuild(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt> {
    return this.#change('rebuild', (given) =>
      rebuild(onProgress === undefined ? given : { ...given, onProgress }, this.signal),
    );
  }

  rollBack(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt> {
    return this.#change('roll-back', async (given) => {
      const back = await rollBack(
        onProgress === undefined ? given : { ...given, onProgress },
        this.signal,
      );
      if (back !== undefined) return back;
      throw new Error(
        `no earlier generation of ${this.service} is kept that this build can follow`,
      );
    });
  }

  async #run(): Promise<void> {
    const backoff = new Backoff(this.ports.clock, this.ports.random);
    const stop = (): void => this.#turn.abort();
    this.signal.addEventListener('abort', stop, { once: true });
    while (!this.signal.aborted) {
      this.#turn = new AbortController();
      const turn = this.#turn;
      const pause = async (error: unknown): Promise<void> => {
        for (const status of this.statuses) status.trouble = String(error);
        await backoff.pause(turn.signal).catch(() => undefined);
      };
      this.#following = this.#follow(turn).then(() => backoff.succeeded(), pause);
      await this.#following;
      await this.#held;
    }
    this.signal.removeEventListener('abort', stop);
    await this.#changing?.catch(() => undefined);
  }

  /** The projectors of one generation, until another one answers. */
  async #follow(turn: AbortController): Promise<void> {
    const { log, generations } = this.ports;
    const { view, statuses } = this;
    const current = await generations.current(this.service);
    if (current?.fold !== undefined && current.fold !== foldOf(view)) {
      await this.#meetStranger(current, turn.signal);
      return;
    }
    for (const status of statuses) {
      delete status.stale;
      delete status.trouble;
    }
    if (current === undefined) {
      await fillFirst({ ...this.ports, view, statuses }, turn.signal);
      return;
    }
    this.#shown = true;
    const projections = await generations.open(this.service, current.generation, log.partitions);
    await Promise.all([
      this.#project(projections, turn),
      this.#pointer.moved(current, turn.signal).then(() => turn.abort()),
    ]);
  }

  /** The partitions that are ours, as long as the turn lasts. */
  async #project(projections: Projections, turn: AbortController): Promise<void> {
    const { view, statuses } = this;
    const { log, clock, random, ownership } = this.ports;
    const project = async (partition: number, owned: AbortSignal): Promise<void> => {
      const status = statuses[partition];
      if (status === undefined) return;
      const end = await runProjector(
        { view, log, projections, clock, random, partition, status },
        owned,
      );
      if (end === 'gone') turn.abort();
      // Stale: nobody begins it again before a rebuild.
      else await clock.wakeAt(Number.MAX_SAFE_INTEGER, owned);
    };
    if (ownership !== undefined) {
      const group = viewGroup(this.service);
      await ownership.run(group, log.partitions, turn.signal, project);
      return;
    }
    await Promise.all(statuses.map((_, partition) => project(partition, turn.signal)));
  }

  /** Another fold made what answers. */
  async #meetStranger(
    current: { readonly generation: number; readonly fold: string },
    turn: AbortSignal,
  ): Promise<void> {
    if (this.#shown) {
      for (const status of this.statuses) status.trouble = `views of another build answer`;
      if (await this.#pointer.attended(current, turn)) return;
    }
    await this.#adopt(turn);
    if (!turn.aborted) await this.#pointer.moved(current, turn);
  }

  /** A kept generation of this fold takes over, or a new one. */
  async #adopt(turn: AbortSignal): Promise<void> {
    this.#changing ??= this.#begun(undefined, async ({ still: _nobodyFollows, ...own }) => {
      const given = { ...own, adopting: true };
      return (
        (await rollBack(given, this.signal).catch(() => undefined)) ?? rebuild(given, this.signal)
      );
    });
    try {
      await this.#changing;
    } catch (error) {
      if (turn.aborted || error instanceof GenerationGone) return;
      const stale = { since: this.ports.clock.now(), reason: String(error) };
      for (const status of this.statuses) status.stale = stale;
    }
  }

  async #change(kind: Change, run: (given: Rebuild<E>) => Promise<Rebuilt>): Promise<Rebuilt> {
    if (this.#changing !== undefined && this.#kind !== undefined && this.#kind !== kind) {
      throw new Error(`a ${this.#kind} of ${this.service} is under way: wait for its end`);
    }
    this.#changing ??= this.#begun(kind, run);
    return this.#changing;
  }

  async #begun(
    kind: Change | undefined,
    run: (given: Rebuild<E>) => Promise<Rebuilt>,
  ): Promise<Rebuilt> {
    this.#kind = kind;
    let release = (): void => undefined;
    const still = async (): Promise<void> => {
      this.#held = new Promise((resolve) => {
        release = resolve;
      });
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
      await dropRetired(generations, this.service, log.partitions, clock.now()).catch(
        () => undefined,
      );
      await clock.wakeAt(clock.now() + viewHostLimits.sweepMs, this.signal);
    }
  }
}
