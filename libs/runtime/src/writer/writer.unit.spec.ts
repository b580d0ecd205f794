import { memoryStates } from '#simulation';
import { ledger } from '../../test/ledger.js';
import { limits } from '../limits.js';
import { assignmentOf } from './assignment.js';
import { runWriter } from './writer.js';
import { balanceOf, halted, typesOf, World } from '../../test/world.js';

const dayMs = 86_400_000;

describe('the writer of a partition', () => {
  it('opens its term first and answers what waits, each record once and in order', async () => {
    const world = new World();
    await world.deposit(5);
    await world.post({ type: 'account.withdraw', data: { amount: 2 } });
    const writer = world.writer();
    await world.deposit(1);
    await world.settle();
    const { causes, events, terms } = await world.accepted();
    expect(terms).toHaveLength(1);
    expect(causes.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(typesOf(events)).toEqual([
      'account.deposited',
      'account.withdrawn',
      'account.deposited',
    ]);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(events.map(({ id }) => id)).toEqual([0, 1, 2].map((at) => `0:inbox:${at}:0:0`));
    expect(writer.assignment.status).toMatchObject({
      phase: 'writing',
      chain: 2,
      inbox: 2,
      lag: 0,
      accepted: 3,
      term: 0,
    });
    expect(await writer.stop()).toEqual({ kind: 'aborted' });
  });

  it('answers a refusal with its reason and an empty decision with a note', async () => {
    const world = new World();
    await world.post({ type: 'account.withdraw', data: { amount: 2 } });
    await world.post({ type: 'account.touch', data: {} });
    const { assignment, stop } = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]).toMatchObject({
      version: 0,
      command: 'command-1',
      event: {
        type: 'log.rejected',
        data: { code: 'balance_too_low', field: 'amount', offset: 0, message: 'account.withdraw' },
      },
    });
    expect(events[1]?.event).toEqual({ type: 'log.unchanged', data: { reason: 'no-change' } });
    expect(assignment.status).toMatchObject({ accepted: 0, rejected: 1, unchanged: 1, lag: 0 });
    await stop();
  });

  it('gives no version to what stands outside an aggregate and does not fold it', async () => {
    const world = new World();
    await world.deposit(1);
    await world.post({ type: 'account.stray', data: {} });
    await world.deposit(1);
    const { stop } = world.writer();
    await world.settle();
    expect((await world.accepted()).events.map(({ version }) => version)).toEqual([1, 0, 2]);
    await stop();
  });

  it('answers what waits in appends of at most 500 records', async () => {
    const world = new World();
    for (let i = 0; i < 1_100; i += 1) await world.deposit(1);
    const { stop } = world.writer();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(1_100);
    expect(world.events.appends.map(({ records }) => records)).toEqual([1, 500, 500, 100]);
    await stop();
  });

  it('answers in appends of at most 256 KiB, and keeps a larger answer whole', async () => {
    const world = new World();
    for (const parts of [1, 1, 1, 4]) {
      await world.post({ type: 'account.report', data: { bytes: 100_000, parts } });
    }
    const { stop } = world.writer();
    await world.settle();
    expect(world.events.appends.map(({ records }) => records)).toEqual([1, 2, 1, 4]);
    expect((await world.accepted()).causes.map(({ events }) => events.length)).toEqual([
      1, 1, 1, 4,
    ]);
    await stop();
  });

  it('rejects an answer that fits into no append, by size and digest alone', async () => {
    const world = new World(1, { events: 50_000 });
    await world.post({ type: 'account.report', data: { bytes: 30_000, parts: 2 } });
    await world.deposit(3);
    const { stop } = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(events[0]?.event).toMatchObject({
      type: 'log.rejected',
      data: { code: 'too-large', offset: 0 },
    });
    expect(typesOf(events)).toEqual(['log.rejected', 'account.deposited']);
    expect(events[1]?.version).toBe(1);
    await stop();
  });

  it('never lets `now` run backwards, also after its store is lost', async () => {
    const world = new World();
    await world.deposit(1);
    const late = world.clock.now();
    const first = world.writer();
    await world.settle();
    await first.stop();
    // The inbox broker's clock is set back by an hour.
    await world.inbox.loseTail(0, 1);
    world.clock.jump(late - 3_600_000);
    await world.inbox.loseTail(0, 0);
    await world.deposit(1);
    await world.deposit(1);
    world.clock.jump(late + 60_000);
    const second = world.writer(ledger(), memoryStates());
    await world.settle();
    const times = (await world.accepted()).events.map(({ at }) => at);
    expect(times).toEqual([late, late]);
    await second.stop();
  });

  it('halts on an inbox whose clock is more than five minutes ahead of its own', async () => {
    const world = new World();
    const behind = { ...world.clock, now: () => world.clock.now() - limits.clockAheadMsMax - 1 };
    await world.deposit(1);
    const { ended } = world.writer(ledger(), memoryStates(), 0, behind);
    expect(await ended).toMatchObject(halted('ahead of this clock'));
  });

  it('answers what a clock ahead wrote once an operator accepts it, for ever after', async () => {
    const world = new World();
    const hourMs = 3_600_000;
    const behind = { ...world.clock, now: () => world.clock.now() - hourMs };
    const began = world.clock.now();
    const states = memoryStates();
    await world.deposit(1);
    const first = world.writer(ledger(), states, 0, behind);
    expect(await first.ended).toMatchObject(halted('accept it'));
    const assignment = assignmentOf(ledger(), world.ports(states, behind), 0);
    assignment.acceptedClocks.add('inbox');
    const stopping = new AbortController();
    const work = runWriter(assignment, stopping.signal);
    await world.settle();
    expect((await world.accepted()).events).toMatchObject([{ at: began }]);
    stopping.abort();
    await work;
    // Another process, to which nobody has said anything: the log tells what was accepted.
    world.clock.jump(began);
    await world.deposit(1);
    const again = assignmentOf(ledger(), world.ports(memoryStates(), behind), 0);
    const ending = new AbortController();
    const second = runWriter(again, ending.signal);
    await world.settle();
    expect(again.status.phase).toBe('writing');
    ending.abort();
    await second;
  });

  it('opens its term anew every 50,000 records and goes on', async () => {
    const world = new World();
    const report = { type: 'account.report', data: { bytes: 1, parts: 100 } } as const;
    const { assignment, stop } = world.writer();
    for (let round = 0; round < 51; round += 1) {
      for (let i = 0; i < 10; i += 1) await world.post(report);
      await world.settle(1);
    }
    const { terms, position, superseded, causes } = await world.accepted();
    expect(terms).toHaveLength(2);
    expect(assignment.status.term).toBe(position.term);
    expect(position.term).toBeGreaterThan(limits.termRecordsMax);
    expect(superseded).toBe(0);
    expect(causes).toHaveLength(510);
    await stop();
  });

  it('sends the same batch again while the log is away, with the state it has', async () => {
    const world = new World();
    const { assignment, stop } = world.writer();
    await world.settle();
    world.events.next('away', 'away', 'away');
    await world.deposit(7);
    await world.settle();
    const { causes, terms } = await world.accepted();
    expect(causes).toHaveLength(1);
    expect(terms).toHaveLength(1);
    expect(assignment.status).toMatchObject({ phase: 'writing', lag: 0 });
    await stop();
  });

  it('keeps a command id for thirty days of log time and forgets it in bounded steps', async () => {
    const world = new World();
    const { stop, states } = world.writer();
    await world.deposit(1, { id: 'once' });
    await world.settle();
    const store = await states('ledger', 0);
    expect(store.first('i/', 10)).toHaveLength(1);
    world.clock.jump(world.clock.now() + 31 * dayMs);
    await world.deposit(1, { id: 'other' });
    await world.settle();
    expect(store.first('i/', 10).map(([key]) => key)).toEqual(['i/a|other']);
    expect(store.first('q/', 10)).toHaveLength(1);
    await world.deposit(1, { id: 'once' });
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(3);
    await stop();
  });
});
