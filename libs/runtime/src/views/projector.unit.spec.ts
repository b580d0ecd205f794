import { dice, ForgetfulView, memoryGenerations } from '#simulation';
import type { memoryLog } from '#simulation';
import { accountsView, History, letters } from '../../test/history.js';
import type { Shown } from '../../test/history.js';
import { eventsLog, Projecting, watched } from '../../test/projecting.js';
import { projectorLimits } from './projector.js';
import { answerBlockOf, answerView } from './view.js';

describe('a projector', () => {
  test('shows documents, lists and counters of all that is accepted', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 4);
    await world.history.deposit('b', 3);
    const { status, stop } = await world.project();
    await world.clock.advance(10);
    expect(await world.shown('a')).toEqual({ version: 1, doc: { balance: 4, moves: 1 } });
    await world.history.deposit('a', 1);
    await world.clock.advance(10);
    expect(await world.shown('a')).toEqual({ version: 2, doc: { balance: 5, moves: 2 } });
    const views = await world.views();
    expect(await views.counters(0, '')).toEqual(
      new Map([
        ['accounts', 2],
        ['class:0', 1],
        ['class:2', 1],
        ['letters', 2],
      ]),
    );
    expect(await views.list(0, { index: 'even', limit: 9, descending: false })).toEqual([]);
    expect(status).toMatchObject({ position: { chain: 2, offset: 4 } });
    await stop();
  });

  test('passes terms too: its cursor reaches the end where nothing happened', async () => {
    const world = new Projecting();
    await world.history.openTerm();
    const { stop } = await world.project();
    await world.clock.advance(10);
    expect(await (await world.views()).cursor(0)).toMatchObject({ offset: 1, chain: -1 });
    await stop();
  });

  test('goes on from its cursor after a restart and folds nothing twice', async () => {
    const world = new Projecting();
    let folded = 0;
    world.view = {
      ...accountsView,
      projections: [
        {
          ...letters,
          keyOf: ({ key }) => key,
          evolve: (doc: Shown | undefined, recorded) => {
            folded += 1;
            return { balance: (doc?.balance ?? 0) + 1, moves: recorded.version };
          },
        },
      ],
    };
    for (let each = 0; each < 5; each += 1) await world.history.deposit('a', 1);
    await (
      await world.project(0, undefined, true)
    ).ended;
    await world.history.deposit('a', 1);
    await (
      await world.project(0, undefined, true)
    ).ended;
    expect(folded).toBe(6);
    expect(await world.shown('a', 0, 'letter')).toMatchObject({ version: 6 });
  });

  test('beside a second one on the same partition leaves every count as one would', async () => {
    const world = new Projecting();
    const both = await Promise.all([world.project(), world.project()]);
    for (let each = 0; each < 40; each += 1) {
      await world.history.deposit(`a${each % 7}`, each);
      if (each % 3 === 0) await world.clock.advance(3);
    }
    await world.clock.advance(5_000);
    const views = await world.views();
    expect(await views.cursor(0)).toMatchObject({ chain: 39 });
    expect(await views.count(0, 'accounts')).toBe(7);
    for (const { status, stop } of both) {
      expect(status.stale).toBeUndefined();
      expect(status.position.chain).toBe(39);
      await stop();
    }
  });

  test('one batch stands whole or not at all: a store that is away is asked again', async () => {
    const world = new Projecting();
    let away = true;
    const batches: number[] = [];
    world.generations = watched(world.generations, (batch) => {
      batches.push(batch.documents.length);
      return away ? { kind: 'unavailable', reason: 'no room' } : undefined;
    });
    await world.history.deposit('a', 1, { command: 'c' });
    const { status, stop } = await world.project();
    await world.clock.advance(2_000);
    expect(status).toMatchObject({ trouble: 'no room' });
    expect(await world.shown('a')).toBeUndefined();
    // It asks less and less often.
    expect(batches.length).toBeLessThan(10);
    away = false;
    await world.clock.advance(10_000);
    expect(await world.shown('a')).toMatchObject({ version: 1 });
    expect(status.trouble).toBeUndefined();
    await stop();
  });

  test('reads no document twice while it is in its cache, which is bounded', async () => {
    const world = new Projecting();
    const inner = await world.views();
    let read = 0;
    const views = {
      ...inner,
      getMany: async (...given: Parameters<typeof inner.getMany>) => {
        read += given[2].length;
        return inner.getMany(...given);
      },
    };
    const { stop } = await world.project(0, views);
    await world.clock.advance(1);
    for (let each = 0; each < 5; each += 1) {
      await world.history.deposit('a', 1);
      await world.clock.advance(5);
    }
    expect(read).toBe(2);
    for (let each = 0; each <= projectorLimits.documentsCachedMax; each += 1) {
      await world.history.deposit(`b${each}`, 1);
    }
    await world.clock.advance(2_000);
    const before = read;
    await world.history.deposit('a', 1);
    await world.clock.advance(2_000);
    expect(read - before).toBe(2);
    await stop();
  });
});

describe('a store that lost its last writes', () => {
  const forgetting = () => {
    const view = new ForgetfulView();
    const world = new Projecting();
    world.generations = memoryGenerations(() => view);
    return { view, world };
  };

  test('heals at rest, before the next event', async () => {
    const { view, world } = forgetting();
    const { stop } = await world.project();
    for (let each = 1; each <= 4; each += 1) {
      await world.history.deposit('a', 1, { command: `c${each}` });
      await world.clock.advance(5);
    }
    expect(view.lose(dice(1))).toBe(true);
    expect(await world.shown('a')).not.toMatchObject({ version: 4 });
    await world.clock.advance(projectorLimits.idleWaitMs * 3);
    expect(await world.shown('a')).toMatchObject({ version: 4 });
    const block = await world.shown(answerBlockOf(0), 0, answerView);
    expect(block).toMatchObject({ doc: { answers: { 3: { outcome: 'accepted' } } } });
    await stop();
  });

  test('over and over under load ends as if it never had', async () => {
    const { view, world } = forgetting();
    const chance = dice(7);
    const { status, stop } = await world.project();
    for (let each = 0; each < 120; each += 1) {
      await world.history.deposit(`a${chance.below(9)}`, chance.below(50) - 20);
      if (chance.chance(0.5)) await world.clock.advance(2);
      if (chance.chance(0.2)) view.lose(chance);
    }
    await world.clock.advance(20_000);
    const clean = new Projecting();
    await (
      await clean.project(0, undefined, true)
    ).ended;
    const single = new ForgetfulView();
    const { history, log } = world;
    const again = new Projecting();
    again.generations = memoryGenerations(() => single);
    for (const record of await read(log)) await again.log.append(0, [record]);
    await (
      await again.project(0, undefined, true)
    ).ended;
    expect(history.next).toBe(120);
    expect(view.image).toEqual(single.image);
    expect(status.stale).toBeUndefined();
    await stop();
  });
});

const read = async (log: ReturnType<typeof memoryLog>) => {
  const outcome = await log.read(0, 0, { records: Infinity, bytes: Infinity });
  return outcome.kind === 'read' ? outcome.slice.records : [];
};

describe('a log that is not the one the view was made from', () => {
  const shownThen = async (change: (log: ReturnType<typeof eventsLog>) => Promise<void>) => {
    const world = new Projecting();
    for (let each = 0; each < 4; each += 1) await world.history.deposit('a', 1);
    await (
      await world.project(0, undefined, true)
    ).ended;
    const other = eventsLog();
    await change(other);
    const second = new Projecting();
    Object.assign(second, { log: other, generations: world.generations });
    const { status, ended } = await second.project();
    await second.clock.advance(2_000);
    expect(await second.shown('a')).toMatchObject({ version: 4 });
    await ended;
    return status.stale;
  };

  test('of a log with another id: stale, with both ids', async () => {
    const stale = await shownThen(async (log) => {
      const history = new History(log, 0, 'other');
      for (let each = 0; each < 9; each += 1) await history.deposit('a', 1);
    });
    expect(stale?.reason).toMatch('the log with the id other, the position is of the log logId-0');
  });

  test('that lost its tail: stale, with both offsets', async () => {
    const stale = await shownThen(async (log) => {
      const history = new History(log);
      await history.deposit('a', 1);
    });
    expect(stale?.reason).toMatch('ends at 2, before the next offset 5');
  });

  test('that lost its tail and grew again: stale, never skipped', async () => {
    const stale = await shownThen(async (log) => {
      const history = new History(log);
      for (let each = 0; each < 9; each += 1) await history.deposit('a', 2);
    });
    expect(stale?.reason).toMatch('another history');
  });
});

describe('a bug in a projection', () => {
  test('stops that partition as stale since then, with its reason; others go on', async () => {
    const world = new Projecting(2);
    const [one, other] = world.histories;
    await one?.deposit('a', 1);
    await one?.record('a', [{ type: 'account.tripped', data: {} }]);
    const first = await world.project(0);
    const second = await world.project(1);
    await world.clock.advance(1_000);
    await other?.deposit('b', 1);
    await world.clock.advance(1_000);
    await first.ended;
    expect(first.status.stale?.reason).toMatch('fold of ledger/0: TypeError: tripped in the view');
    expect(first.status.stale?.since).toBeGreaterThan(0);
    expect(await world.shown('b', 1)).toMatchObject({ version: 1 });
    expect(second.status.stale).toBeUndefined();
    await second.stop();
  });

  test('in the choice of a document stops it as well', async () => {
    const world = new Projecting();
    world.view = {
      ...accountsView,
      projections: [
        {
          ...letters,
          keyOf: () => {
            throw new TypeError('no key');
          },
        },
      ],
    };
    await world.history.deposit('a', 1);
    const { status, ended } = await world.project();
    await world.clock.advance(1_000);
    await ended;
    expect(status.stale?.reason).toMatch('no key');
  });

  test('that skips a version stops it: the view never goes on over a gap', async () => {
    const world = new Projecting();
    await world.history.deposit('a', 1);
    await world.history.deposit('a', 1, { version: 3 });
    const { status, ended } = await world.project();
    await world.clock.advance(1_000);
    await ended;
    expect(status.stale?.reason).toMatch('is version 3 of a, the view holds 1');
  });
});
