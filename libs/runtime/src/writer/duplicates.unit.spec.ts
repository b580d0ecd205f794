import { ledger } from '../../test/ledger.js';
import { balanceOf, halted, World } from '../../test/world.js';

const logId = 'b1';
const from = (cause: number, index = 0, k = 0, partition = 2) => ({
  id: `x-${cause}-${index}-${k}`,
  source: `bank:${logId}:${partition}:${cause}:${index}:${k}`,
});

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

describe("a service's message that comes again", () => {
  it('is known by its source, whatever its id, and so is every one before it', async () => {
    const world = new World();
    await world.deposit(1, from(4, 0, 1));
    await world.deposit(1, { ...from(4, 0, 1), id: 'another' });
    await world.deposit(1, from(4, 0, 0));
    await world.deposit(1, from(3, 7, 9));
    await world.deposit(1, from(4, 1, 0));
    await world.deposit(1, from(4, 0, 5, 3));
    const { stop } = world.writer();
    await world.settle();
    const { events, causes } = await world.accepted();
    expect(balanceOf(events)).toBe(3);
    expect(causes.map(({ from: first, cause }) => [first, cause])).toEqual([
      [0, 0],
      [1, 3],
      [4, 4],
      [5, 5],
    ]);
    await stop();
  });

  it('is known after its store is lost', async () => {
    const world = new World();
    await world.deposit(1, from(4));
    const first = world.writer();
    await world.settle();
    await first.stop();
    await world.deposit(1, from(4));
    const second = world.writer();
    await world.settle();
    expect(balanceOf((await world.accepted()).events)).toBe(1);
    await second.stop();
  });

  it('halts the partition where it comes from a log with another id', async () => {
    const world = new World();
    await world.deposit(1, from(4));
    await world.deposit(1, { id: 'y', source: 'bank:b2:2:5:0:0' });
    const { ended } = world.writer();
    await world.settle();
    expect(await ended).toMatchObject(halted('the log with the id b2'));
    expect(balanceOf((await world.accepted()).events)).toBe(1);
  });

  it('is recorded under its source, so that readers fold the same watermark', async () => {
    const world = new World();
    await world.deposit(1, from(4));
    const { stop } = world.writer();
    await world.settle();
    const [event] = (await world.accepted()).events;
    expect(event?.source).toBe(`bank:${logId}:2:4:0:0`);
    expect(event?.command).toBeUndefined();
    await stop();
  });
});

describe('a run of repeats', () => {
  it('is answered by one note from its first to its last, within a batch', async () => {
    const world = new World();
    await world.deposit(1, from(9));
    for (let i = 0; i < 700; i += 1) await world.deposit(1, from(i % 9));
    await world.deposit(2, from(10));
    const { stop, assignment } = world.writer();
    await world.settle();
    const { causes, events } = await world.accepted();
    expect(balanceOf(events)).toBe(3);
    // The inbox is read by 500: a run ends with what was read.
    expect(causes.map(({ from: first, cause }) => [first, cause])).toEqual([
      [0, 0],
      [1, 499],
      [500, 700],
      [701, 701],
    ]);
    expect(assignment.status).toMatchObject({ unchanged: 700, accepted: 2, lag: 0 });
    await stop();
  });

  it('is one note only where one first answer is meant', async () => {
    const world = new World();
    await world.deposit(1, { id: 'p' });
    await world.deposit(1, { id: 'q' });
    for (const id of ['p', 'p', 'q', 'p']) await world.deposit(1, { id });
    const { stop } = world.writer();
    await world.settle();
    const { causes } = await world.accepted();
    expect(
      causes
        .slice(2)
        .map(({ from: first, cause, events: [answer] }) => [first, cause, answer?.event.data]),
    ).toEqual([
      [2, 3, { reason: 'duplicate', first: 0 }],
      [4, 4, { reason: 'duplicate', first: 1 }],
      [5, 5, { reason: 'duplicate', first: 0 }],
    ]);
    await stop();
  });
});
