import type { Ownership } from '#ports';
import { hosted, startService } from './host.js';
import { ledger } from '../../test/ledger.js';
import { balanceOf, World } from '../../test/world.js';

/** Ownership as a spec hands it out: one partition, taken away and given back at will. */
class Handed implements Ownership {
  #owned: AbortController | undefined;
  #work: ((partition: number, owned: AbortSignal) => Promise<void>) | undefined;
  readonly calls: Promise<void>[] = [];

  async run(
    _group: string,
    _partitions: number,
    signal: AbortSignal,
    work: (partition: number, owned: AbortSignal) => Promise<void>,
  ): Promise<void> {
    this.#work = work;
    signal.addEventListener('abort', () => this.take(), { once: true });
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.all(this.calls);
  }

  give(): void {
    this.#owned = new AbortController();
    this.calls.push(this.#work?.(0, this.#owned.signal) ?? Promise.resolve());
  }

  take(): void {
    this.#owned?.abort();
  }
}

describe('a running service', () => {
  it('works on what it owns and nothing else', async () => {
    const world = new World();
    const ownership = new Handed();
    const stopping = new AbortController();
    const running = startService(ledger(), { ...world.ports(), ownership }, stopping.signal);
    await world.deposit(1);
    await world.settle();
    expect((await world.accepted()).terms).toHaveLength(0);
    ownership.give();
    await world.settle();
    expect(running.status.writers.get(0)).toMatchObject({ phase: 'writing', lag: 0 });
    ownership.take();
    await world.deposit(1);
    await world.settle();
    expect(running.status.writers.get(0)?.phase).toBe('waiting');
    expect(balanceOf((await world.accepted()).events)).toBe(1);
    ownership.give();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(2);
    stopping.abort();
    await running.ended;
  });

  it('never works twice on a partition, even where the group gives it back too early', async () => {
    const world = new World();
    const ownership = new Handed();
    const stopping = new AbortController();
    const running = startService(ledger(), { ...world.ports(), ownership }, stopping.signal);
    ownership.give();
    await world.settle();
    world.events.before = async () => {
      ownership.take();
      ownership.give();
      await world.clock.advance(1_000);
      expect((await world.accepted()).terms).toHaveLength(1);
    };
    await world.deposit(1);
    await world.settle(5_000);
    await world.settle(5_000);
    const { terms, events } = await world.accepted();
    expect(terms).toHaveLength(2);
    expect(balanceOf(events)).toBe(1);
    stopping.abort();
    await running.ended;
  });

  it('takes over again with growing pauses while another one deposes it', async () => {
    const world = new World();
    const stopping = new AbortController();
    const running = startService(ledger(), world.ports(), stopping.signal);
    await world.settle();
    const rival = world.writer(ledger({ build: 'rival' }));
    await world.settle();
    for (const amount of [1, 2, 3]) {
      await world.deposit(amount);
      await world.settle(5_000);
    }
    expect(await rival.ended).toMatchObject({ kind: 'stepped-down' });
    expect(balanceOf((await world.accepted()).events)).toBe(6);
    expect(running.status.writers.get(0)).toMatchObject({ phase: 'writing', lag: 0 });
    expect(world.journal[0]).toMatchObject({
      level: 'warn',
      worker: 'ledger.writer',
      partition: 0,
    });
    stopping.abort();
    await running.ended;
  });

  it('ends within its signal, whatever it waits for', async () => {
    const world = new World(2);
    const stopping = new AbortController();
    const services = [ledger(), ledger({ name: 'bank' })].map((each) => hosted(each));
    const running = services.map((service) => service.start(world.ports(), stopping.signal));
    await world.post({ type: 'account.trip', data: { in: 'decide' } });
    await world.settle();
    world.log('oms.bank.events').next('away');
    stopping.abort();
    await world.settle();
    await Promise.all(running.map(({ ended }) => ended));
    expect(running.map(({ name }) => name)).toEqual(['ledger', 'bank']);
  });
});
