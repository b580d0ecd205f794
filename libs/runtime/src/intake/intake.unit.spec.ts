import { partitionOf } from '#kernel';
import type { Reaction } from '#kernel';
import { startService } from '../work/host.js';
import { ledger, ledgerCodec, unheardOf } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent, LedgerService } from '../../test/ledger.js';
import { listening, positionName } from '../service.js';
import { balanceOf, World } from '../../test/world.js';
import { started } from '../../test/started.js';

const copies = 3;
/** Every deposit into the ledger is deposited with the bank, under as many keys. */
const reaction: Reaction<AccountEvent, AccountCommand> = ({ event, key, tenant }) =>
  event.type === 'account.deposited'
    ? Array.from({ length: copies }, (_, copy) => ({
        key: `${key}-${copy}`,
        tenant,
        command: { type: 'account.deposit', data: { amount: event.data.amount } } as const,
      }))
    : [];

const bank = (changes: Partial<LedgerService> = {}) =>
  ledger({
    name: 'bank',
    reactions: { ledger: listening(ledgerCodec('ledger'), reaction) },
    ...changes,
  });

const inBank = async (world: World): Promise<number> => {
  let sum = 0;
  for (let partition = 0; partition < world.partitions; partition += 1) {
    sum += balanceOf((await world.accepted(partition, 'bank')).events);
  }
  return sum;
};

const written = async (world: World, deposits: number): Promise<void> => {
  for (let i = 0; i < deposits; i += 1) await world.deposit(1, { key: `k${i}` });
  const { stop } = world.writer();
  await world.settle();
  await stop();
};

describe('an intake', () => {
  it('maps what is accepted in another log into its own inbox, with its source', async () => {
    const world = new World(2);
    await written(world, 2);
    await world.post({ type: 'account.withdraw', data: { amount: 99 } });
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(await inBank(world)).toBe(2 * copies);
    const {
      terms: [term],
    } = await world.accepted();
    const inbox = world.log('oms.bank.inbox');
    const posted = [...(await inbox.all(0)), ...(await inbox.all(1))];
    const sources = posted.map(({ headers: { source = '' } }) => source);
    expect(sources.toSorted((a, b) => a.localeCompare(b))).toEqual(
      [0, 1].flatMap((cause) => [0, 1, 2].map((k) => `ledger:${term?.id}:0:${cause}:0:${k}`)),
    );
    for (const partition of [0, 1]) {
      for (const { key } of await world.log('oms.bank.inbox').all(partition)) {
        expect(partitionOf(key ?? '', 2)).toBe(partition);
      }
    }
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({
      phase: 'reading',
      lag: 0,
      posted: 6,
    });
    await stop();
  });

  it('keeps its place behind all that is acknowledged, notes and terms included', async () => {
    const world = new World(2);
    await written(world, 2);
    await written(world, 0);
    const { stop } = started(world, bank());
    await world.settle();
    const position = await world.positions.load(positionName('bank', 'ledger'), 0);
    expect(position).toEqual((await world.accepted()).position);
    await stop();
  });

  it('does not move on, and sends again in order, while one destination is away', async () => {
    const world = new World(2);
    await written(world, 20);
    const inbox = world.log('oms.bank.inbox');
    inbox.next('away', 'none', 'away', 'away', 'away', 'away', 'away', 'away');
    const { stop } = started(world, bank());
    await world.settle(20);
    expect(await world.positions.load(positionName('bank', 'ledger'), 0)).toBeUndefined();
    await world.settle(60_000);
    expect(await inBank(world)).toBe(20 * copies);
    await stop();
  });

  const troubles = ['lost-ack', 'lost', 'twice', 'late'] as const;
  it.each(troubles)('posts once in effect where an append is %s', async (fault) => {
    const world = new World(2);
    await written(world, 5);
    const inbox = world.log('oms.bank.inbox');
    inbox.next(fault, fault);
    const { stop, running } = started(world, bank());
    await world.settle(10_000);
    await inbox.letGo();
    await world.settle(10_000);
    expect(await inBank(world)).toBe(5 * copies);
    for (const writer of running.status.writers.values()) {
      expect(writer).toMatchObject({ phase: 'writing', lag: 0 });
    }
    await stop();
  });

  it('that crashed between posting and keeping its place posts again for nothing', async () => {
    const world = new World(2);
    await written(world, 5);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    const positions = { load: async () => undefined, save: async () => undefined };
    const stopping = new AbortController();
    const second = startService(bank(), { ...world.ports(), positions }, stopping.signal);
    await written(world, 0);
    await world.settle();
    const posted = await world.log('oms.bank.inbox').all(0);
    expect(posted.length + (await world.log('oms.bank.inbox').all(1)).length).toBe(2 * 5 * copies);
    expect(await inBank(world)).toBe(5 * copies);
    stopping.abort();
    await second.ended;
  });

  it('reads on behind superseded records without hearing them', async () => {
    const world = new World();
    const old = world.writer(ledger({ build: 'old' }));
    await world.settle();
    world.events.next('late');
    await world.deposit(1);
    await world.settle();
    await old.ended;
    const young = world.writer();
    await world.settle();
    await world.events.letGo();
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(await inBank(world)).toBe(copies);
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({ superseded: 1, lag: 0 });
    await young.stop();
    await stop();
  });

  it('halts on an event that it does not know, and the writer beside it goes on', async () => {
    const world = new World();
    await written(world, 1);
    await world.events.append(0, [unheardOf]);
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({ phase: 'halted' });
    expect(running.status.writers.get(0)?.phase).toBe('writing');
    await stop();
  });

  it('halts on a position that is ahead of the log, with the two numbers', async () => {
    const world = new World();
    await written(world, 3);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    await world.events.loseTail(0, 2);
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({
      phase: 'halted',
      reason: 'oms.ledger.events/0 ends at 2, before the next offset 4',
    });
    await stop();
  });

  it('halts where the log went on from another history instead of passing over it', async () => {
    const world = new World();
    await written(world, 3);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    await world.events.loseTail(0, 2);
    await written(world, 3);
    const { stop, running } = started(world, bank());
    await world.deposit(1);
    await written(world, 1);
    await world.settle();
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({
      phase: 'halted',
      reason: expect.stringContaining('another history'),
    });
    await stop();
  });

  it('halts where a message fits into no append of the inbox', async () => {
    const world = new World(1, { inbox: 300 });
    const service = bank({
      reactions: {
        ledger: listening(ledgerCodec('ledger'), ({ tenant }) => [
          { key: 'k'.repeat(400), tenant, command: { type: 'account.touch', data: {} } },
        ]),
      },
    });
    await written(world, 1);
    const { stop, running } = started(world, service);
    await world.settle();
    expect(running.status.intakes.get('ledger')?.get(0)).toMatchObject({
      phase: 'halted',
      reason: expect.stringContaining('larger than the 300 bytes'),
    });
    await stop();
  });
});
