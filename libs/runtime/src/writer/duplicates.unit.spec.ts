import { ledger } from '../../test/ledger.js';
import { balanceOf, World } from '../../test/world.js';

describe("a client's command that comes again", () => {
  it('is unchanged once more and points to its first answer', async () => {
    const world = new World();
    const { stop } = world.writer();
    await world.deposit(5, { id: 'twice' });
    await world.settle();
    await world.deposit(5, { id: 'twice' });
    await world.settle();
    const { events } = await world.accepted();
    expect(balanceOf(events)).toBe(5);
    expect(events[1]).toMatchObject({
      command: 'twice',
      event: { type: 'log.unchanged', data: { reason: 'duplicate', first: 0 } },
    });
    await stop();
  });

  it('is known again within one batch, after a restart, and without its store', async () => {
    const world = new World();
    await world.deposit(5, { id: 'twice' });
    await world.deposit(5, { id: 'twice' });
    const first = world.writer();
    await world.settle();
    await first.stop();
    const restarted = world.writer(ledger(), first.states);
    await world.deposit(5, { id: 'twice' });
    await world.settle();
    await restarted.stop();
    const replayed = world.writer();
    await world.deposit(5, { id: 'twice' });
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(5);
    await replayed.stop();
  });

  it('is known again after a refusal: the first answer stands', async () => {
    const world = new World();
    const withdraw = () =>
      world.post({ type: 'account.withdraw', data: { amount: 2 } }, { id: 'w' });
    await withdraw();
    await world.deposit(5);
    await withdraw();
    const { stop } = world.writer();
    await world.settle();
    expect((await world.accepted()).events.map(({ event }) => event.type)).toEqual([
      'log.rejected',
      'account.deposited',
      'log.unchanged',
    ]);
    await stop();
  });

  it('is another one for another aggregate', async () => {
    const world = new World();
    await world.deposit(5, { id: '1', key: 'a' });
    await world.deposit(5, { id: '1', key: 'b' });
    const { stop } = world.writer();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(10);
    await stop();
  });
});

describe('what a service posts on', () => {
  const on = { id: '0:inbox:4:0:0/0', source: '0:inbox:4:0:0/0' };

  it('is known by the event that it follows from, also after its store is lost', async () => {
    const world = new World();
    await world.deposit(1, on);
    const first = world.writer();
    await world.settle();
    await first.stop();
    await world.deposit(1, on);
    const second = world.writer();
    await world.settle();
    const { events } = await world.accepted();
    expect(balanceOf(events)).toBe(1);
    expect(events.map(({ source }) => source)).toEqual([on.source, on.source]);
    await second.stop();
  });
});

describe('many repeats', () => {
  it('are answered one by one, each with the first answer', async () => {
    const world = new World();
    await world.deposit(1, { id: 'p' });
    await world.deposit(1, { id: 'q' });
    for (let at = 0; at < 700; at += 1) await world.deposit(1, { id: at % 3 === 0 ? 'p' : 'q' });
    const { stop, assignment } = world.writer();
    await world.settle();
    const { causes, events } = await world.accepted();
    expect(balanceOf(events)).toBe(2);
    expect(causes.map(({ offset }) => offset)).toEqual([...causes.keys()]);
    expect(causes[2]?.events[0]?.event.data).toEqual({ reason: 'duplicate', first: 0 });
    expect(causes[3]?.events[0]?.event.data).toEqual({ reason: 'duplicate', first: 1 });
    expect(assignment.status).toMatchObject({ unchanged: 700, accepted: 2, lag: 0 });
    await stop();
  });
});
