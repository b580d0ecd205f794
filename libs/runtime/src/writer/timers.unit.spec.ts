import { memoryStates } from '#simulation';
import { startService } from '../work/host.js';
import { ledger } from '../../test/ledger.js';
import type { LedgerService } from '../../test/ledger.js';
import { typesOf, World } from '../../test/world.js';

const hourMs = 3_600_000;

const started = (world: World, states = memoryStates(), service = ledger()) => {
  const stopping = new AbortController();
  const running = startService(service, world.ports(states), stopping.signal);
  return {
    running,
    stop: async () => {
      stopping.abort();
      await running.ended;
    },
  };
};

const remind = (world: World, at: number, key = 'a') =>
  world.post({ type: 'account.remind', data: { at } }, { key });

describe('a deadline', () => {
  it('comes back as a message at its time, once', async () => {
    const world = new World();
    const { stop } = started(world);
    await world.settle();
    const at = world.clock.now() + hourMs;
    await remind(world, at);
    await world.settle(hourMs - 2_000);
    expect(typesOf((await world.accepted()).events)).toEqual(['account.reminder-set']);
    await world.settle(hourMs * 48);
    const { events } = await world.accepted();
    expect(typesOf(events)).toEqual(['account.reminder-set', 'account.reminded']);
    expect(events[1]?.at).toBe(at);
    expect(events[1]?.command).toBeUndefined();
    await stop();
  });

  it.each(['kept', 'lost'] as const)('survives a restart with the store %s', async (store) => {
    const world = new World();
    const states = memoryStates();
    const first = started(world, states);
    await remind(world, world.clock.now() + hourMs);
    await world.settle();
    await first.stop();
    world.clock.jump(world.clock.now() + 2 * hourMs);
    const second = started(world, store === 'kept' ? states : memoryStates());
    await world.settle();
    expect(typesOf((await world.accepted()).events)).toEqual([
      'account.reminder-set',
      'account.reminded',
    ]);
    await second.stop();
  });

  it('that the decider finds too early is unchanged and posted again, ever later', async () => {
    const world = new World();
    // A due index that runs twenty seconds ahead of what the decider takes for the time.
    const earlyMs = 20_000;
    const decider: LedgerService['decider'] = {
      ...ledger().decider,
      deadlines: ({ remindAt }) =>
        remindAt === null ? [] : [{ name: 'reminder', at: remindAt - earlyMs }],
    };
    const { stop } = started(
      world,
      memoryStates(),
      ledger({
        decider,
        deadlineCommand: (_key, { at }) => ({
          type: 'account.reminder-due',
          data: { at: at + earlyMs },
        }),
      }),
    );
    await world.settle();
    const at = world.clock.now() + hourMs;
    await remind(world, at);
    await world.settle(2 * hourMs);
    const stale = { reason: 'stale-deadline' };
    const [, ...answers] = (await world.accepted()).events;
    expect(answers.map((answer) => [answer.at - at, answer.event.data])).toEqual([
      [-20_000, stale],
      [-19_000, stale],
      [-17_000, stale],
      [-13_000, stale],
      [-5_000, stale],
      [11_000, { at }],
    ]);
    await stop();
  });

  it('is posted again where it was lost on its way', async () => {
    const world = new World();
    const { stop } = started(world);
    await world.settle();
    await remind(world, world.clock.now() + hourMs);
    await world.settle();
    world.inbox.next('lost', 'away');
    await world.settle(hourMs + 10_000);
    expect(typesOf((await world.accepted()).events)).toContain('account.reminded');
    await stop();
  });

  it('that moved is heard of at its new time only', async () => {
    const world = new World();
    const { stop } = started(world);
    await world.settle();
    const first = world.clock.now() + hourMs;
    await remind(world, first);
    await remind(world, first + hourMs);
    await world.settle(hourMs + 60_000);
    expect(typesOf((await world.accepted()).events)).toEqual([
      'account.reminder-set',
      'account.reminder-set',
    ]);
    await world.settle(hourMs);
    expect(typesOf((await world.accepted()).events).at(-1)).toBe('account.reminded');
    await stop();
  });

  it('that stands before another wakes the clock for itself', async () => {
    const world = new World();
    const { stop } = started(world);
    await world.settle();
    await remind(world, world.clock.now() + 10 * hourMs, 'far');
    await world.settle();
    await remind(world, world.clock.now() + hourMs, 'near');
    await world.settle(2 * hourMs);
    expect(
      (await world.accepted()).events
        .filter(({ event }) => event.type === 'account.reminded')
        .map(({ key }) => key),
    ).toEqual(['near']);
    await stop();
  });

  it('among thousands at the same time is heard as well', async () => {
    const world = new World();
    const { stop, running } = started(world);
    await world.settle();
    const at = world.clock.now() + hourMs;
    for (let i = 0; i < 2_300; i += 1) await remind(world, at, `k${i}`);
    await world.settle(hourMs + 5_000);
    const { events } = await world.accepted();
    expect(typesOf(events).filter((type) => type === 'account.reminded')).toHaveLength(2_300);
    expect(running.status.writers.get(0)?.lag).toBe(0);
    await stop();
  });
});
