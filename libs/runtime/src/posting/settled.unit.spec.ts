import type { LogRecord } from '#ports';
import { memoryGenerations, memoryLog, memoryPositions, virtualClock } from '#simulation';
import type { VirtualClock } from '#simulation';
import { began } from '../../test/history.js';
import { beginning } from '../log/acceptance.js';
import { settle, settledNow, settlingLimits, standstill, tokensPassed } from './settled.js';
import type { SettledState, Settling } from './settled.js';

const never = new AbortController().signal;
const record: LogRecord = { key: 'k', headers: {}, value: null };

/** A service of one partition that listens to itself, moved by hand: one message, so many hops. */
class Shop {
  readonly clock: VirtualClock = virtualClock(began);
  readonly positions = memoryPositions();
  readonly generations = memoryGenerations();
  readonly inbox = this.#log('inbox');
  readonly events = this.#log('events');
  readonly settling: Settling = {
    positions: this.positions,
    generations: this.generations,
    services: [
      {
        service: 'shop',
        inbox: this.inbox,
        events: this.events,
        inputs: [{ source: 'shop', events: this.events, isSameKey: true }],
        intakes: [{ positionName: 'shop.intake.shop', source: this.events }],
      },
    ],
  };
  away = false;

  #log(topic: string) {
    const inner = memoryLog({ topic, partitions: 1, clock: this.clock, appendBytesMax: 1e6 });
    return {
      ...inner,
      read: async (...given: Parameters<typeof inner.read>) =>
        this.away ? ({ kind: 'unavailable', reason: 'away' } as const) : inner.read(...given),
    };
  }

  async begin(): Promise<this> {
    await this.generations.flip('shop', 1, 'fold');
    return this;
  }

  post(): Promise<unknown> {
    return this.inbox.append(0, [record]);
  }

  /** The writer answers everything. */
  async answer(): Promise<void> {
    const missing = this.inbox.end(0) - this.events.end(0);
    if (missing > 0)
      await this.events.append(
        0,
        Array.from({ length: missing }, () => record),
      );
  }

  async show(): Promise<void> {
    const views = await this.generations.open('shop', 1, 1);
    const from = await views.cursor(0);
    const offset = this.events.end(0);
    await views.apply(0, {
      from,
      to: { ...beginning, offset, inbox: offset - 1 },
      documents: [],
      remove: [],
      insert: [],
      counters: new Map(),
    });
  }

  async take(): Promise<void> {
    const position = { ...beginning, offset: this.events.end(0) };
    for (const name of ['shop.reads.0.shop', 'shop.intake.shop']) {
      await this.positions.save(name, 0, position);
    }
  }

  async all(): Promise<void> {
    await this.answer();
    await this.show();
    await this.take();
  }

  settled(waitMs: number): { readonly state?: SettledState } {
    const found: { state?: SettledState } = {};
    void settle(this.settling, this.clock, waitMs, never).then((state) => {
      found.state = state;
    });
    return found;
  }
}

describe('at rest', () => {
  test('nothing posted ever has settled', async () => {
    expect(await settledNow((await new Shop().begin()).settling)).toEqual({
      settled: true,
      waitingFor: [],
    });
  });

  test('waits for the answer, the view, the reader and the intake, each by its name', async () => {
    const shop = await new Shop().begin();
    await shop.post();
    const waiting = async () => (await settledNow(shop.settling)).waitingFor;
    expect(await waiting()).toEqual(['inbox/0: answered 0 of 1']);
    await shop.answer();
    expect(await waiting()).toEqual([
      'inbox/0: answered 0 of 1',
      'view of events/0: 0 of 1',
      'shop.reads.0.shop/0: 0 of 1',
      'shop.intake.shop/0: 0 of 1',
    ]);
    await shop.show();
    expect(await waiting()).toEqual(['shop.reads.0.shop/0: 0 of 1', 'shop.intake.shop/0: 0 of 1']);
    await shop.take();
    expect(await settledNow(shop.settling)).toEqual({ settled: true, waitingFor: [] });
  });

  test('a reader beyond the end of a log that lost its tail has not settled', async () => {
    const shop = await new Shop().begin();
    await shop.post();
    await shop.all();
    await shop.positions.save('shop.intake.shop', 0, { ...beginning, offset: 4 });
    expect(await settledNow(shop.settling)).toEqual({
      settled: false,
      waitingFor: ['shop.intake.shop/0: 4 of 1'],
    });
  });

  test('a log that cannot be asked is no settled one, and says so', async () => {
    const shop = await new Shop().begin();
    shop.away = true;
    const { settled, waitingFor } = await settledNow(shop.settling);
    expect([settled, waitingFor[0]]).toEqual([false, expect.stringContaining('away')]);
    const found = shop.settled(1_000);
    await shop.clock.advance(500);
    shop.away = false;
    await shop.clock.advance(100);
    expect(found.state).toEqual({ settled: true, waitingFor: [] });
  });
});

describe('waiting', () => {
  test('a partition that stands still is named when patience ends, not before', async () => {
    const shop = await new Shop().begin();
    await shop.post();
    const found = shop.settled(1_000);
    await shop.clock.advance(900);
    expect(found.state).toBeUndefined();
    await shop.clock.advance(200);
    expect(found.state).toEqual({ settled: false, waitingFor: ['inbox/0: answered 0 of 1'] });
  });

  test('looks once where no time is given, and ends when its caller hangs up', async () => {
    const shop = await new Shop().begin();
    await shop.post();
    expect(await settle(shop.settling, shop.clock, 0, never)).toMatchObject({ settled: false });
    const stop = new AbortController();
    const ended = settle(shop.settling, shop.clock, 60_000, stop.signal);
    stop.abort();
    await shop.clock.advance(1);
    expect(await ended).toMatchObject({ settled: false });
  });

  test('whoever needs a standstill gets one that comes in time, and no other', async () => {
    const shop = await new Shop().begin();
    await shop.post();
    const found: SettledState[] = [];
    const still = (waitMs: number): void => {
      void standstill(shop.settling, shop.clock, waitMs, never).then((state) => found.push(state));
    };
    still(0);
    await shop.clock.advance(0);
    expect(found.splice(0)).toEqual([{ settled: false, waitingFor: ['inbox/0: answered 0 of 1'] }]);
    still(1_000);
    await shop.clock.advance(500);
    expect(found).toEqual([]);
    await shop.all();
    await shop.clock.advance(settlingLimits.pollMs);
    expect(found.splice(0)).toEqual([{ settled: true, waitingFor: [] }]);
    let unchanged = 0;
    await standstill(shop.settling, shop.clock, 1_000, never, async () => {
      // Something comes between a look and the note before it: it is looked at again.
      unchanged += 1;
      if (unchanged === 1) await shop.post();
      if (unchanged === 2) await shop.all();
      void shop.clock.advance(settlingLimits.pollMs);
    }).then((state) => found.push(state));
    expect([unchanged, ...found.splice(0)]).toEqual([2, { settled: true, waitingFor: [] }]);
    still(settlingLimits.hopsMax * settlingLimits.roundsAHop * settlingLimits.pollMs * 4);
    while (found.length === 0) {
      await shop.all();
      await shop.post();
      await shop.clock.advance(settlingLimits.pollMs);
    }
    expect(found).toMatchObject([{ settled: false }]);
  });

  test('under endless load it settles after enough rounds, not while a chain goes on', async () => {
    const shop = await new Shop().begin();
    // Each hop of the message that counts: answered beyond the ends that were seen, then posted on.
    let hop = 0;
    await shop.post();
    const found = shop.settled(600_000);
    let early = false;
    const done = (): boolean => found.state !== undefined;
    for (let turn = 0; turn < 80; turn += 1) {
      // Others post all the time: the ends never stand still.
      await shop.post();
      if (turn % 2 === 0) await shop.answer();
      else {
        await shop.take();
        hop += 1;
      }
      await shop.show();
      await shop.clock.advance(settlingLimits.pollMs);
      if (done() && hop < settlingLimits.hopsMax) early = true;
    }
    expect(early).toBe(false);
    expect(found.state).toEqual({ settled: true, waitingFor: [] });
  });

  test('opens each generation once, however often it looks', async () => {
    const shop = await new Shop().begin();
    let opened = 0;
    const settling: Settling = {
      ...shop.settling,
      generations: {
        ...shop.generations,
        open: async (...given) => {
          opened += 1;
          return shop.generations.open(...given);
        },
      },
    };
    await shop.post();
    void settle(settling, shop.clock, 5_000, never);
    await shop.clock.advance(5_000);
    expect(opened).toBe(1);
  });
});

test('posts have passed once the view of their own partition has', async () => {
  const shop = await new Shop().begin();
  await shop.post();
  await shop.post();
  const token = { service: 'shop', partition: 0, offset: 1 };
  expect(await tokensPassed([token], shop.settling)).toBe(false);
  await shop.all();
  expect(await tokensPassed([token], shop.settling)).toBe(true);
  expect(await tokensPassed([{ ...token, partition: 1 }], shop.settling)).toBe(false);
  expect(await tokensPassed([{ ...token, service: 'nobody' }], shop.settling)).toBe(false);
});
