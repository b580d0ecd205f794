/** Messages between two services under random schedules: each takes effect once, in order. */
import type { Reaction } from '#kernel';
import { dice, memoryStates } from '#simulation';
import { ledger, ledgerCodec } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent } from '../../test/ledger.js';
import { balanceOf, World } from '../../test/world.js';
import type { Fault } from '../../test/world.js';
import { startService } from '../work/host.js';
import type { RunningService } from '../work/host.js';
import { listening } from './listening.js';

const seeds = 12;
const steps = 60;
const copies = 3;
const faults: readonly Fault[] = ['lost-ack', 'lost', 'twice', 'late', 'away', 'crash'];

/** Each deposit goes on to several accounts, of which some lie in the other partition. */
const reaction: Reaction<AccountEvent, AccountCommand> = ({ event, key, tenant }) =>
  event.type === 'account.deposited'
    ? Array.from({ length: copies }, (_, copy) => ({
        key: `${key}-${copy}`,
        tenant,
        command: { type: 'account.deposit', data: { amount: event.data.amount } } as const,
      }))
    : [];

const bank = (build: string) =>
  ledger({ name: 'bank', build, inputs: { ledger: listening(ledgerCodec('ledger'), reaction) } });

interface Process {
  readonly running: RunningService;
  stop(): Promise<void>;
}

const started = (world: World, build: string, name: 'ledger' | 'bank'): Process => {
  const stopping = new AbortController();
  const service = name === 'bank' ? bank(build) : ledger({ build });
  const running = startService(service, world.ports(memoryStates()), stopping.signal);
  return {
    running,
    stop: async () => {
      stopping.abort();
      await running.ended;
    },
  };
};

const topics = ['oms.ledger.inbox', 'oms.ledger.events', 'oms.bank.events'];

/** How many takings-over the bank has seen. */
const run = async (seed: number): Promise<number> => {
  const world = new World(2);
  const chance = dice(seed);
  const processes: Process[] = [];
  let posted = 0;
  for (let step = 0; step < steps; step += 1) {
    if (chance.chance(0.5)) {
      posted += 1;
      await world.deposit(posted, { key: `k${chance.below(5)}` }, chance.below(2));
    }
    const log = world.log(topics[chance.below(topics.length)] ?? '');
    switch (chance.below(5)) {
      case 0:
        if (processes.length > 4) await processes.shift()?.stop();
        processes.push(started(world, `b${step}`, chance.chance(0.5) ? 'ledger' : 'bank'));
        break;
      case 1:
        await processes.splice(chance.below(5), 1)[0]?.stop();
        break;
      // What a client's post meets is no matter of this spec.
      case 2:
        if (log !== world.inbox) log.next(faults[chance.below(faults.length)] ?? 'none');
        break;
      case 3:
        await log.letGo();
        break;
      default:
        await world.clock.advance(chance.below(300));
    }
  }
  for (const each of processes) await each.stop();
  for (const topic of topics) await world.log(topic).calm();
  const last = [started(world, 'last', 'ledger'), started(world, 'last', 'bank')];
  await world.settle(60_000);
  const statuses = last.flatMap(({ running: { status } }) => [
    ...status.writers.values(),
    ...status.inputs(),
  ]);
  expect(
    statuses
      .map(({ lag, phase }) => ({ lag, phase }))
      .filter(({ lag, phase }) => lag > 0 || !['writing', 'reading'].includes(phase)),
  ).toEqual([]);
  for (const each of last) await each.stop();
  const deposits = await acceptedOf(world, 'ledger');
  const banked = await acceptedOf(world, 'bank');
  expect(balanceOf(deposits)).toBe((posted * (posted + 1)) / 2);
  expect(balanceOf(banked)).toBe(copies * balanceOf(deposits));
  const terms = await Promise.all([0, 1].map((each) => world.accepted(each, 'bank')));
  return terms.reduce((sum, each) => sum + each.terms.length, 0);
};

const acceptedOf = async (world: World, service: string) =>
  (await Promise.all([0, 1].map((each) => world.accepted(each, service)))).flatMap(
    ({ events }) => events,
  );

describe('two services on random schedules', () => {
  it('hear each accepted event once in effect', async () => {
    let terms = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      try {
        terms += await run(seed);
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
    // Schedules on which nobody takes over prove nothing.
    expect(terms).toBeGreaterThan(4 * seeds);
  }, 60_000);
});
