import { memoryStates } from '#simulation';
import type { States, StatesOf } from '#ports';
import { ledger } from '../../test/ledger.js';
import { balanceOf, steppedDown, World } from '../../test/world.js';

const builds = async (world: World) =>
  (await world.accepted()).events.map(({ event }) =>
    event.type === 'account.deposited' ? event.data.build : event.type,
  );

describe('two writers of one partition', () => {
  it('fence each other: a deposed one appends one more batch at most, for nothing', async () => {
    const world = new World();
    const old = world.writer(ledger({ build: 'old' }));
    await world.deposit(1);
    await world.settle();
    const young = world.writer(ledger({ build: 'young' }));
    await world.settle();
    const appended = world.events.appends.length;
    await world.deposit(2);
    await world.settle();
    await world.deposit(3);
    await world.settle();
    expect(await old.ended).toMatchObject(steppedDown('newer term'));
    expect(await builds(world)).toEqual(['old', 'young', 'young']);
    expect(balanceOf((await world.accepted()).events)).toBe(6);
    expect((await world.accepted()).superseded).toBe(1);
    // Both answered the deposit of 2; only the younger one answered the deposit of 3.
    expect(world.events.appends.length - appended).toBe(3);
    expect(young.assignment.status).toMatchObject({ phase: 'writing', lag: 0, superseded: 1 });
    await young.stop();
  });

  it('decide unlike on unlike code, and readers take one history only', async () => {
    const world = new World();
    const first = world.writer(ledger({ build: 'one' }));
    await world.settle();
    // While the old build's batch is on its way, another one takes over and answers the same.
    let second = first;
    world.events.before = async () => {
      second = world.writer(ledger({ build: 'two' }));
      await world.settle();
    };
    await world.deposit(1);
    await world.settle();
    await first.ended;
    expect(await builds(world)).toEqual(['two']);
    await second.stop();
  });

  it('stay where an append of a deposed one comes in between', async () => {
    const world = new World();
    const old = world.writer(ledger({ build: 'old' }));
    await world.settle();
    world.events.next('late');
    await world.deposit(1);
    await world.settle();
    expect(await old.ended).toMatchObject(steppedDown('unknown'));
    const young = world.writer(ledger({ build: 'young' }));
    await world.settle();
    await world.events.letGo();
    await world.deposit(2);
    await world.settle();
    expect(young.assignment.status).toMatchObject({ phase: 'writing', lag: 0 });
    expect(await builds(world)).toEqual(['young', 'young']);
    expect((await world.accepted()).superseded).toBe(1);
    await young.stop();
  });
});

describe('an append whose outcome is unknown', () => {
  const unknown = ['lost-ack', 'lost'] as const;
  it.each(unknown)('makes the writer step down and count nothing twice: %s', async (fault) => {
    const world = new World();
    const states = memoryStates();
    const first = world.writer(ledger(), states);
    await world.settle();
    world.events.next(fault);
    await world.deposit(5);
    await world.settle();
    expect(await first.ended).toMatchObject({ kind: 'stepped-down' });
    const second = world.writer(ledger(), states);
    await world.settle();
    const { causes, events } = await world.accepted();
    expect(causes).toHaveLength(1);
    expect(balanceOf(events)).toBe(5);
    await second.stop();
  });

  it('that landed twice and says so late changes nothing', async () => {
    const world = new World();
    const { assignment, stop, states } = world.writer();
    await world.settle();
    world.events.next('twice');
    await world.deposit(1);
    await world.deposit(1);
    await world.settle();
    await world.deposit(1);
    await world.settle();
    const { events, superseded, causes } = await world.accepted();
    expect(balanceOf(events)).toBe(3);
    expect(causes).toHaveLength(3);
    expect(superseded).toBeGreaterThan(0);
    expect(assignment.status).toMatchObject({ phase: 'writing', lag: 0 });
    await stop();
    const again = world.writer(ledger(), states);
    await world.settle();
    expect(again.assignment.status.phase).toBe('writing');
    await again.stop();
  });

  it('that comes to a lower offset halts: the log lost its tail', async () => {
    const world = new World();
    const { ended } = world.writer();
    await world.deposit(1);
    await world.settle();
    await world.deposit(2);
    world.events.before = () => world.events.loseTail(0, 1);
    await world.settle();
    expect(await ended).toEqual({
      kind: 'halted',
      reason: 'oms.ledger.events/0 lost its tail: an append came to 1, expected was 2',
    });
  });
});

/** A store whose next commit is not made: the process dies between append and commit. */
const dyingStates = (inner: StatesOf): StatesOf & { die: boolean } => {
  const of = async (name: string, partition: number): Promise<States> => {
    const store = await inner(name, partition);
    return {
      cursor: () => store.cursor(),
      get: (key) => store.get(key),
      first: (prefix, limit) => store.first(prefix, limit),
      clear: () => store.clear(),
      commit: async (changes, cursor) => {
        if (dying.die) throw new Error('the process died');
        await store.commit(changes, cursor);
      },
    };
  };
  const dying = Object.assign(of, { die: false });
  return dying;
};

describe('a crash between append and commit', () => {
  it('costs nothing: the next writer folds what stands in the log', async () => {
    const world = new World();
    const states = memoryStates();
    const dying = dyingStates(states);
    const { ended } = world.writer(ledger(), dying);
    const crashed = ended.then(() => 'ended', String);
    await world.settle();
    dying.die = true;
    await world.deposit(4);
    await world.settle();
    expect(await crashed).toBe('Error: the process died');
    const next = world.writer(ledger(), states);
    await world.post({ type: 'account.withdraw', data: { amount: 4 } });
    await world.settle();
    const { causes, events } = await world.accepted();
    expect(causes).toHaveLength(2);
    expect(balanceOf(events)).toBe(0);
    await next.stop();
  });
});
