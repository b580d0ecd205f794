import { partitionOf } from '#kernel';
import type { Reaction } from '#kernel';
import type { RunningService } from '../work/host.js';
import { ledger, ledgerCodec, unheardOf } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent, LedgerService } from '../../test/ledger.js';
import { beginning } from '../log/acceptance.js';
import { listening } from './listening.js';
import { readsName } from './published.js';
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
    inputs: { ledger: listening(ledgerCodec('ledger'), reaction) },
    ...changes,
  });

const missing = { key: null, headers: {}, value: null, offset: 0, time: 0 };

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

const inputOf = (running: RunningService, partition = 0) =>
  running.status.inputs().find((each) => each.partition === partition);

describe('a neighbour that is listened to', () => {
  it('is answered where its events stand, each message once, in its partition', async () => {
    const world = new World(2);
    await written(world, 2);
    await world.post({ type: 'account.withdraw', data: { amount: 99 } });
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(await inBank(world)).toBe(2 * copies);
    const places: string[] = [];
    for (const partition of [0, 1]) {
      expect(await world.log('oms.bank.inbox').all(partition)).toEqual([]);
      const { causes } = await world.accepted(partition, 'bank');
      for (const { input, offset, k, events } of causes) {
        places.push(`${input}:${offset}:${k}`);
        expect(partitionOf(events[0]?.key ?? '', 2)).toBe(partition);
        expect(events[0]?.id).toBe(`${partition}:${input}:${offset}:${k}:0`);
      }
    }
    expect(places.toSorted((a, b) => a.localeCompare(b))).toEqual(
      [1, 2].flatMap((offset) => [0, 1, 2].map((k) => `ledger.0:${offset}:${k}`)),
    );
    expect(inputOf(running)).toMatchObject({ source: 'ledger', phase: 'reading', lag: 0 });
    await stop();
  });

  it('is noted with the id of its log before anything of it is answered', async () => {
    const world = new World();
    await written(world, 1);
    const { stop } = started(world, bank());
    await world.settle();
    const { terms } = await world.accepted();
    const [, note, answer] = await world.log('oms.bank.events').all(0);
    const read = (record = note) => ledgerCodec('bank').decodeEvent(record ?? missing);
    expect(read()).toMatchObject({
      event: {
        type: 'log.positions',
        data: { inputs: { 'ledger.0': { logId: terms[0]?.id, offset: -1 } } },
      },
    });
    expect(read(answer)).toMatchObject({ link: { input: 'ledger.0', offset: 1 } });
    await stop();
  });

  it('is not written about while it says nothing to anybody here', async () => {
    const world = new World();
    await written(world, 1);
    const { stop } = started(world, bank());
    await world.settle();
    const { length } = await world.log('oms.bank.events').all(0);
    for (let at = 0; at < 50; at += 1) await world.post({ type: 'account.touch', data: {} });
    const { stop: end } = world.writer();
    await world.settle();
    await end();
    expect(await world.log('oms.bank.events').all(0)).toHaveLength(length);
    await stop();
  });

  it('says how far it was read, terms and refusals included', async () => {
    const world = new World(2);
    await written(world, 2);
    await written(world, 0);
    const { stop } = started(world, bank());
    await world.settle();
    const position = await world.positions.load(readsName('bank', 1, 'ledger'), 0);
    expect(position).toMatchObject({ offset: (await world.accepted()).position.offset });
    await stop();
  });

  it('that cannot be asked holds nobody else up', async () => {
    const world = new World();
    await written(world, 5);
    world.events.readsAway = 10;
    const { stop } = started(world, bank());
    const command = { type: 'account.deposit', data: { amount: 7 } } as const;
    const own = { key: 'own', tenant: 'default', id: 'own', from: 'spec', command };
    await world.log('oms.bank.inbox').append(0, [ledgerCodec('bank').encodeCommand(own)]);
    await world.settle(10);
    expect(await inBank(world)).toBe(7);
    await world.settle(60_000);
    expect(await inBank(world)).toBe(7 + 5 * copies);
    await stop();
  });

  const troubles = ['lost-ack', 'lost', 'twice', 'late', 'away'] as const;
  it.each(troubles)('is answered once in effect where an append is %s', async (fault) => {
    const world = new World(2);
    await written(world, 5);
    const events = world.log('oms.bank.events');
    const { stop, running } = started(world, bank());
    await world.settle(20);
    events.next(fault, fault);
    await written(world, 3);
    await world.settle(10_000);
    await events.letGo();
    await world.settle(60_000);
    expect(await inBank(world)).toBe(8 * copies);
    for (const writer of running.status.writers.values()) {
      expect(writer).toMatchObject({ phase: 'writing', lag: 0 });
    }
    await stop();
  });

  it('goes on where the own log says, whatever was published of it', async () => {
    const world = new World(2);
    await written(world, 5);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    for (const partition of [0, 1]) {
      const name = readsName('bank', partition, 'ledger');
      await world.positions.save(name, 0, beginning);
    }
    await written(world, 2);
    const second = started(world, bank());
    await world.settle();
    expect(await inBank(world)).toBe(7 * copies);
    await second.stop();
  });

  it('is read on behind superseded records without hearing them', async () => {
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
    expect(inputOf(running)).toMatchObject({ superseded: 1, lag: 0 });
    await young.stop();
    await stop();
  });

  it('halts alone on an event that is not known; its readers go on with the rest', async () => {
    const world = new World();
    await written(world, 1);
    await world.events.append(0, [unheardOf]);
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(inputOf(running)).toMatchObject({ phase: 'halted' });
    expect(running.status.writers.get(0)?.phase).toBe('writing');
    await stop();
  });

  it('halts where it lost its tail, with the two numbers', async () => {
    const world = new World();
    await written(world, 3);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    await world.events.loseTail(0, 2);
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(inputOf(running)).toMatchObject({
      phase: 'halted',
      reason: 'oms.ledger.events/0 ends at 2, before the next offset 3',
    });
    await stop();
  });

  it('halts where it went on from another history instead of passing over it', async () => {
    const world = new World();
    await written(world, 3);
    const { stop, running } = started(world, bank());
    await world.settle();
    await world.events.loseTail(0, 2);
    await written(world, 5);
    await written(world, 1);
    await world.settle(60_000);
    expect(inputOf(running)).toMatchObject({
      phase: 'halted',
      reason: expect.stringContaining('another history'),
    });
    await stop();
  });

  it('halts where its log is another one than it was', async () => {
    const world = new World();
    await written(world, 1);
    const first = started(world, bank());
    await world.settle();
    await first.stop();
    await world.events.loseTail(0, 0);
    await written(world, 3);
    const { stop, running } = started(world, bank());
    await world.settle();
    expect(inputOf(running)).toMatchObject({
      phase: 'halted',
      reason: expect.stringContaining('is the log with the id'),
    });
    await stop();
  });

  it('of the same key concerns the partition of its own number alone', async () => {
    const world = new World(2);
    await written(world, 2);
    const service = bank();
    const alike = { ...service, codec: { ...service.codec, keyed: 'ledger' } };
    const { stop, running } = started(world, alike);
    await world.settle();
    expect(running.status.inputs()).toHaveLength(2);
    expect(inputOf(running)).toMatchObject({
      phase: 'halted',
      reason: expect.stringContaining('has a message for another partition'),
    });
    await stop();
  });
});
