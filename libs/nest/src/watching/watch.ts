import type { PartitionStatus } from '#services';
import type { Installation } from '../installation.js';
import { Progress } from './progress.js';
import { endBefore } from '../service-work.js';
import { unreachableServers } from './unreachable-servers.js';
import type { WorkStatus } from '../work.js';

const watchLimits = {
  roundMs: 2_000,
  keptMs: 10_000,
  /** The group gives a process its first partitions within this time, or it has none to give. */
  joiningMsMax: 30_000,
} as const;

/**
 * Looks after one process every two seconds: do the servers answer, how does each partition stand,
 * does each go on; and tells the board, where the edge reads it.
 */
export class Watch {
  readonly #progress = new Progress();
  readonly #stopped = new AbortController();
  #unreachable: readonly string[] = ['Kafka and Redis: not asked yet'];
  #statuses: readonly WorkStatus[] = [];
  #joined = false;
  #begun = 0;
  #rounds: Promise<void> = Promise.resolve();
  #crash: string | undefined;
  #worker: string | undefined;

  constructor(
    private readonly installation: Installation,
    private readonly asked: () => Promise<readonly WorkStatus[]>,
  ) {
    void installation.crashed.then((reason) => {
      this.#crash = reason;
    });
  }

  /** `port`: where this process serves its operations. */
  start(port: number): void {
    this.#worker = `${this.installation.instance}:${port}`;
    this.#begun = this.installation.ports.clock.now();
    this.#rounds = this.#run();
  }

  /** The last thing told of this process is that it has no partition any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#rounds;
    await this.#publish([]);
  }

  /** Why the process should be started anew: a client that crashed, work that hangs. */
  get failures(): readonly string[] {
    return [...(this.#crash === undefined ? [] : [this.#crash]), ...this.#progress.still];
  }

  get statuses(): readonly WorkStatus[] {
    return this.#statuses;
  }

  /** What is missing for this process to do its part; none: it does. */
  get waitingFor(): readonly string[] {
    const { clock } = this.installation.ports;
    const starting = this.#statuses
      .filter(({ state }) => state === 'starting')
      .map(({ role, name, partition }) => `${role} ${name}/${partition}`);
    const joining = !this.#joined && clock.now() - this.#begun < watchLimits.joiningMsMax;
    return [...this.#unreachable, ...starting, ...(joining ? ['partitions from the group'] : [])];
  }

  async #run(): Promise<void> {
    const { clock } = this.installation.ports;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#round().catch((error: unknown) => this.#reported(error));
      await clock.wakeAt(clock.now() + watchLimits.roundMs, signal);
    }
  }

  async #round(): Promise<void> {
    const { installation } = this;
    this.#unreachable = await unreachableServers(installation.ports);
    this.#statuses = await this.asked();
    this.#joined ||= this.#statuses.length > 0;
    if (this.#unreachable.length > 0) {
      this.#progress.reset();
      return;
    }
    await this.#publish(this.#statuses);
    const now = installation.ports.clock.now();
    this.#progress.take(
      await Promise.all(
        this.#statuses.map(async (status) => ({
          ...status,
          end: await endBefore(installation, status),
        })),
      ),
      now,
    );
  }

  async #publish(statuses: readonly WorkStatus[]): Promise<void> {
    const { board, instance } = this.installation;
    const rows = statuses
      .filter(isPartitionStatus)
      .map((row) => ({ ...row, worker: this.#worker }));
    await board
      .publish(instance, rows, watchLimits.keptMs)
      .catch((error: unknown) => this.#reported(error));
  }

  #reported(error: unknown): void {
    this.installation.journal.warn({ worker: 'watch' }, String(error));
  }
}

const isPartitionStatus = (row: WorkStatus): row is WorkStatus & PartitionStatus =>
  row.role !== 'follower';
