/** The write protocol under random schedules, with the writer itself (ARCHITECTURE.md §2). */
import { dice, memoryStates } from '#simulation';
import type { Dice } from '#simulation';
import type { StatesOf } from '#ports';
import { ledger } from '../../test/ledger.js';
import { balanceOf, World } from '../../test/world.js';
import type { Accepted, Fault, Writing } from '../../test/world.js';

const seeds = 30;
const steps = 90;
const faults: readonly Fault[] = ['lost-ack', 'lost', 'twice', 'late', 'away', 'crash'];

class Worker {
  writing: Writing | undefined;
  states: StatesOf = memoryStates();

  constructor(
    private readonly world: World,
    readonly build: string,
  ) {}

  start(): void {
    const writing = this.world.writer(ledger({ build: this.build }), this.states);
    this.writing = writing;
    const gone = (): void => {
      if (this.writing === writing) this.writing = undefined;
    };
    void writing.ended.then(gone, gone);
  }
}

const told = ({ causes }: Accepted): readonly string[] =>
  causes.map(({ chain, offset, events }) => JSON.stringify([chain, offset, events]));

const run = async (seed: number) => {
  const world = new World();
  const chance: Dice = dice(seed);
  const workers = ['one', 'two', 'three'].map((build) => new Worker(world, build));
  const pick = (): Worker => workers[chance.below(workers.length)] ?? new Worker(world, 'four');
  let posted = 0;
  let published: readonly string[] = [];
  const look = async (): Promise<Accepted> => {
    const accepted = await world.accepted();
    const now = told(accepted);
    expect(now.slice(0, published.length)).toEqual(published);
    published = now;
    return accepted;
  };
  for (let step = 0; step < steps; step += 1) {
    if (chance.chance(0.4)) {
      posted += 1;
      const id = `d${posted}`;
      if (chance.chance(0.2)) await world.deposit(1, { id });
      await world.deposit(1, { id });
    }
    const worker = pick();
    switch (chance.below(7)) {
      case 0:
        worker.start();
        break;
      case 1:
        await worker.writing?.stop().catch(() => undefined);
        break;
      case 2:
        world.events.next(faults[chance.below(faults.length)] ?? 'none');
        break;
      case 3:
        await world.events.letGo();
        break;
      case 4:
        // Whoever appends next is paused while another one takes over.
        world.events.before = async () => {
          worker.start();
          await world.clock.advance(chance.below(100));
        };
        break;
      case 5:
        if (worker.writing === undefined) worker.states = memoryStates();
        break;
      default:
        await world.clock.advance(chance.below(200));
    }
    await look();
  }
  return { world, workers, posted, look };
};

const heal = async ({ world, workers, posted, look }: Awaited<ReturnType<typeof run>>) => {
  for (const { writing } of workers) await writing?.stop().catch(() => undefined);
  await world.events.calm();
  const last = world.writer(ledger({ build: 'last' }));
  await world.settle(120_000);
  const accepted = await look();
  expect(last.assignment.status).toMatchObject({ phase: 'writing', lag: 0 });
  await last.stop();
  let next = 0;
  for (const { offset } of accepted.causes) {
    expect(offset).toBe(next);
    next = offset + 1;
  }
  expect(next).toBe((await world.inbox.all(0)).length);
  expect(balanceOf(accepted.events)).toBe(posted);
  const facts = accepted.events.filter(({ version }) => version > 0);
  expect(facts.map(({ version }) => version)).toEqual(facts.map((_, at) => at + 1));
  const writers = new Map<number, Set<string>>();
  for (const { event, link } of facts) {
    const builds = writers.get(link.term) ?? new Set<string>();
    if (event.type === 'account.deposited') builds.add(event.data.build);
    writers.set(link.term, builds);
  }
  for (const builds of writers.values()) expect(builds.size).toBe(1);
  return accepted;
};

describe('writers on random schedules', () => {
  it('write one history, whole and once, in which no reader ever takes anything back', async () => {
    let superseded = 0;
    let terms = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      try {
        const accepted = await heal(await run(seed));
        superseded += accepted.superseded;
        terms += accepted.terms.length;
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
    // Schedules that nobody disturbs prove nothing.
    expect(superseded).toBeGreaterThan(seeds);
    expect(terms).toBeGreaterThan(3 * seeds);
  }, 60_000);
});
