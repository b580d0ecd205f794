/** The processes of the product; one that ends is started again, as any supervisor does it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PartitionStatus } from '#services';
import type { Deployment, Instance } from '../../deployment/index.js';
import type { Place } from './place.js';

const againMs = 500;
const statusMsMax = 1_000;
const saidCharsMax = 400;

export class Instances {
  /** Those that ended without being killed: which one, how, and what it said last. */
  readonly endings: string[] = [];
  readonly #killed = new Set<string>();
  #isOver = false;

  constructor(private readonly deployment: Deployment) {
    for (const { app, index } of deployment.all()) this.#keep({ app, index });
  }

  #of({ app, index }: Place): Instance {
    return this.deployment.instance(app, index);
  }

  #keep(place: Place): void {
    const name = `${place.app}-${place.index}`;
    const instance = this.#of(place);
    void instance.ended.then(async (how) => {
      if (this.#isOver || this.#killed.has(name)) return;
      this.endings.push(`${name} ended (${how}): ${instance.said().slice(-saidCharsMax)}`);
      await pause(againMs);
      // Who kills it meanwhile starts it again as well, and only one of the two may.
      if (this.#killed.has(name) || this.#of(place) !== instance) return;
      await this.#start(place);
    });
  }

  async #start(place: Place): Promise<void> {
    if (this.#isOver) return;
    await this.deployment.restart(place.app, place.index);
    this.#keep(place);
  }

  /** SIGKILL, and after a while it is started again. */
  async kill(place: Place, forMs: number): Promise<void> {
    const name = `${place.app}-${place.index}`;
    this.#killed.add(name);
    await this.deployment.kill(place.app, place.index);
    await pause(forMs);
    this.#killed.delete(name);
    await this.#start(place);
  }

  async stop(place: Place, forMs: number): Promise<void> {
    const instance = this.#of(place);
    instance.signal('SIGSTOP');
    await pause(forMs);
    instance.signal('SIGCONT');
  }

  /** The partitions that it writes now; undefined where it does not say. */
  async writes(place: Place): Promise<readonly number[] | undefined> {
    const { address } = this.#of(place);
    const { port } = new URL(address);
    try {
      const signal = AbortSignal.timeout(statusMsMax);
      const response = await fetch(`${address}/v1/status`, { signal });
      const { partitions } = (await response.json()) as { partitions: readonly PartitionStatus[] };
      return partitions
        .filter(({ role, worker }) => role === 'writer' && worker?.endsWith(`:${port}`) === true)
        .map(({ partition }) => partition);
    } catch {
      return undefined;
    }
  }

  /** One that ends at its start, as a broker was away, is started again and waited for. */
  async ready(waitMs: number): Promise<void> {
    for (const until = performance.now() + waitMs; ;) {
      try {
        return await this.deployment.ready(Math.max(1, until - performance.now()));
      } catch (error) {
        if (performance.now() > until) throw error;
        await pause(againMs);
      }
    }
  }

  /** From now on whoever ends stays ended. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.deployment.stop();
  }
}
