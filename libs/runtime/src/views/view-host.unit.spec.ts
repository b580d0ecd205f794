import type { Ownership } from '#ports';
import { Projecting } from '../../test/projecting.js';
import { foldOf } from './view.js';
import { startView, viewGroup } from './view-host.js';

/** A group that gives and takes partitions as it is told. */
class Group implements Ownership {
  readonly joined: string[] = [];
  readonly #leases = new Map<number, AbortController>();
  #work: Parameters<Ownership['run']>[3] = async () => undefined;
  readonly #works: Promise<void>[] = [];

  async run(
    group: string,
    _partitions: number,
    signal: AbortSignal,
    work: Parameters<Ownership['run']>[3],
  ): Promise<void> {
    this.joined.push(group);
    this.#work = work;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (const partition of this.#leases.keys()) this.take(partition);
    await Promise.all(this.#works);
  }

  give(partition: number): void {
    const lease = new AbortController();
    this.#leases.set(partition, lease);
    this.#works.push(this.#work(partition, lease.signal));
  }

  take(partition: number): void {
    this.#leases.get(partition)?.abort();
    this.#leases.delete(partition);
  }
}

test('projectors follow the partitions that the group gives, as long as it does', async () => {
  const world = new Projecting(2);
  const { view, log, generations, clock, random } = world;
  await generations.flip('ledger', 1, foldOf(view));
  const group = new Group();
  const stop = new AbortController();
  const running = startView(
    view,
    { log, generations, clock, random, ownership: group },
    stop.signal,
  );
  const deposit = async (): Promise<readonly number[]> => {
    for (const history of world.histories) await history.deposit('a', 1);
    for (let turn = 0; turn < 40; turn += 1) await clock.advance(50);
    return running.statuses.map(({ position }) => position.chain + 1);
  };
  expect(await deposit()).toEqual([0, 0]);
  expect(group.joined).toEqual([viewGroup('ledger')]);
  group.give(1);
  expect(await deposit()).toEqual([0, 2]);
  group.take(1);
  group.give(0);
  expect(await deposit()).toEqual([3, 2]);
  stop.abort();
  for (let turn = 0; turn < 100; turn += 1) await clock.advance(50);
  await running.ended;
});
