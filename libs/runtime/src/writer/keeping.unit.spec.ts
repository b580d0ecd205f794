import { emptyParts } from '#kernel';
import type { Decider, PartedState } from '#kernel';
import { memoryStates } from '#simulation';
import type { StatesOf } from '#ports';
import { ledger, ledgerCodec } from '../../test/ledger.js';
import type { AccountCommand, AccountEvent } from '../../test/ledger.js';
import { limits } from '../limits.js';
import { assignmentOf } from './assignment.js';
import type { Service } from '../service.js';
import { balanceOf, typesOf, World } from '../../test/world.js';
import { runWriter } from './writer.js';

interface Coin {
  readonly amount: number;
}
type Purse = PartedState<{ readonly coins: number }, Coin>;

const place = (at: number): string => String(at).padStart(6, '0');

/** A purse keeps each deposit as a part of its own; a withdrawal takes the first coin out. */
const purse: Decider<AccountCommand, AccountEvent, Purse> = {
  initial: { root: { coins: 0 }, parts: emptyParts() },
  decide(command, { parts }) {
    if (command.type === 'account.deposit') {
      return [{ type: 'account.deposited', data: { amount: command.data.amount, build: '' } }];
    }
    const [first] = parts.first('', 1);
    return first === undefined
      ? []
      : [{ type: 'account.withdrawn', data: { amount: first[1].amount } }];
  },
  evolve({ root, parts }, event) {
    if (event.type === 'account.deposited') {
      const coin = { amount: event.data.amount };
      const coins = new Map([[place(root.coins), coin]]);
      return { root: { coins: root.coins + 1 }, parts: parts.with(coins) };
    }
    const [first] = parts.first('', 1);
    return { root, parts: parts.with(new Map([[first?.[0] ?? '', null]])) };
  },
};

const service: Service<AccountCommand, AccountEvent, Purse> = {
  name: 'ledger',
  level: 1,
  fold: 'purse.1',
  codec: ledgerCodec('ledger'),
  decider: purse,
  parted: true,
  inputs: {},
};

const writing = (world: World, states: StatesOf) => {
  const stopping = new AbortController();
  const ended = runWriter(assignmentOf(service, world.ports(states), 0), stopping.signal);
  return async () => {
    stopping.abort();
    await ended;
  };
};

const take = { type: 'account.withdraw', data: { amount: 0 } } as const;

describe('an aggregate in parts', () => {
  it('keeps each part under a key of its own, across batches and restarts', async () => {
    const world = new World();
    const states = memoryStates();
    const stop = writing(world, states);
    for (const amount of [5, 6, 7]) await world.deposit(amount);
    await world.settle();
    await world.post(take);
    await world.settle();
    const store = await states('ledger', 0);
    expect(store.get('a/a')).toEqual({ version: 4, state: { coins: 3 } });
    expect(store.first('p/', 10)).toEqual([
      ['p/1/a/000001', { amount: 6 }],
      ['p/1/a/000002', { amount: 7 }],
    ]);
    await stop();
    const stopAgain = writing(world, states);
    await world.post(take);
    await world.post(take);
    await world.post(take);
    await world.settle();
    const { events } = await world.accepted();
    expect(typesOf(events).slice(-3)).toEqual([
      'account.withdrawn',
      'account.withdrawn',
      'log.unchanged',
    ]);
    expect(balanceOf(events)).toBe(0);
    expect(store.first('p/', 10)).toEqual([]);
    await stopAgain();
  });

  it('is the same when it is replayed from the log', async () => {
    const world = new World();
    const states = memoryStates();
    const stop = writing(world, states);
    for (let i = 0; i < 40; i += 1) await (i % 3 === 2 ? world.post(take) : world.deposit(i));
    await world.settle();
    await stop();
    const replayed = memoryStates();
    const stopAgain = writing(world, replayed);
    await world.settle();
    await stopAgain();
    const [before, after] = [await states('ledger', 0), await replayed('ledger', 0)];
    for (const prefix of ['a/', 'p/', 'i/']) {
      expect(after.first(prefix, 100)).toEqual(before.first(prefix, 100));
    }
  });

  it('does not mix with one whose key begins alike', async () => {
    const world = new World();
    const stop = writing(world, memoryStates());
    await world.deposit(1, { key: 'a/b' });
    await world.deposit(2, { key: 'a' });
    await world.post(take, { key: 'a' });
    await world.post(take, { key: 'a' });
    await world.settle();
    expect(typesOf((await world.accepted()).events).slice(2)).toEqual([
      'account.withdrawn',
      'log.unchanged',
    ]);
    await stop();
  });
});

describe('whole aggregates', () => {
  it('are more than are kept decoded, and each is right', async () => {
    const world = new World();
    const { stop } = world.writer(ledger());
    const keys = Array.from({ length: limits.aggregatesCachedMax + 200 }, (_, i) => `k${i}`);
    for (const key of keys) await world.deposit(2, { key });
    await world.settle();
    const withdraw = { type: 'account.withdraw', data: { amount: 2 } } as const;
    for (const key of keys) await world.post(withdraw, { key });
    await world.settle();
    const { events } = await world.accepted();
    expect(balanceOf(events)).toBe(0);
    expect(events.every(({ version }, at) => version === (at < keys.length ? 1 : 2))).toBe(true);
    await stop();
  });
});
