import type { Message } from '#kernel';
import type { Position } from '#ports';
import { settledNow } from '#runtime';
import { forge } from '../test/forged.js';
import { Shop } from '../test/shop.js';
import { settlingOf } from './status/settling.js';
import { verify } from './verify.js';
import type { Verification } from './verify.js';

/** Two orders that are reserved, one that waits, all settled and standing still. */
const story = async (): Promise<Shop> => {
  const shop = new Shop();
  await shop.receive('A', '5');
  for (const [at, reference] of ['R-1', 'R-2', 'R-3'].entries()) {
    await shop.place(reference, 'A', at === 2 ? '3' : '2');
  }
  expect(await shop.settle()).toEqual([]);
  await shop.stop();
  return shop;
};

const verified = async ({ ports }: Shop, waitingFor?: readonly string[]): Promise<Verification> =>
  verify({
    logs: ports.logs,
    generations: ports.generations,
    waitingFor: async () => waitingFor ?? (await settledNow(settlingOf(ports))).waitingFor,
  });

/** Without views: the invariants of the logs alone. */
const violationsOf = async (shop: Shop, waitingFor: readonly string[] = []): Promise<string> => {
  const found = await verify({
    logs: shop.ports.logs,
    waitingFor: async () => waitingFor,
    generations: { ...shop.generations, current: async () => undefined },
  });
  expect(found.violations).toBeGreaterThanOrEqual(found.firstViolations.length);
  return found.firstViolations.join('\n');
};

/** More orders, of which some can be reserved, until all has settled again. */
const goOn = async (shop: Shop): Promise<void> => {
  await shop.receive('B', '3');
  for (let at = 0; at < 8; at += 1) await shop.place(`late-${at}`, 'B', '1');
  expect(await shop.settle()).toEqual([]);
  await shop.stop();
};

/** Its views, each of which stands elsewhere with each look. */
const moving = ({ generations }: Shop, move: (at: Position, looks: number) => Position) => {
  const open = async (...which: Parameters<typeof generations.open>) => {
    const views = await generations.open(...which);
    let looks = 0;
    return {
      ...views,
      cursor: async (partition: number) => {
        const at = await views.cursor(partition);
        looks += 1;
        return at && move(at, looks);
      },
    };
  };
  return { ...generations, open };
};

const changing = <D extends object>(type: string, change: (data: D) => object) => {
  let done = false;
  return (event: Message): Message => {
    if (done || event.type !== type) return event;
    done = true;
    return { ...event, data: change(event.data as D) };
  };
};

describe('verify', () => {
  test('finds nothing in what nobody touched, and counts what it read', async () => {
    const shop = await story();
    const found = await verified(shop);
    expect(found).toMatchObject({
      orders: 3,
      skus: 1,
      settled: true,
      waitingFor: [],
      violations: 0,
      firstViolations: [],
      counts: { orders: { superseded: 0 }, inventory: { rejected: 0 } },
    });
    expect(found.documents).toBeGreaterThan(6);
    expect(found.counts.orders.causes).toBe(6);
  });

  test('tells how far it is, from nothing to all records of the logs', async () => {
    const shop = await story();
    const told: (readonly [number, number])[] = [];
    const { counts } = await verify({
      logs: shop.ports.logs,
      generations: shop.generations,
      waitingFor: async () => [],
      onProgress: (passed, total) => {
        told.push([passed, total]);
      },
    });
    const all = Object.values(counts).reduce((sum, { records }) => sum + records, 0);
    expect([told[0], told.at(-1)]).toEqual([
      [0, all],
      [all, all],
    ]);
    expect(told).toEqual(told.toSorted(([one], [other]) => one - other));
  });

  test('finds stock that was sold and was not there', async () => {
    const shop = await story();
    await forge(
      shop,
      'inventory',
      changing('stock.received', () => ({ receipts: [{ id: 'r-1', quantity: '3' }] })),
    );
    expect(await violationsOf(shop)).toMatch(
      /default\/main\/A: stock.reserved .* cannot be folded: .*oversold/,
    );
  });

  test('finds an order that counts other units than the stock holds, once settled', async () => {
    const shop = await story();
    const halved = changing('line.reserved', (data: { moves: object[]; answer: object }) => ({
      moves: data.moves.map((move) => ({ ...move, quantity: '1' })),
      answer: data.answer,
    }));
    await forge(shop, 'orders', halved);
    expect(await violationsOf(shop)).toMatch(
      /I3 default\/main\/A .*: the order counts 0 reserved .*, the stock holds 2 reserved/,
    );
    expect(await violationsOf(shop, ['an answer'])).not.toMatch('I3');
  });

  test('finds an order that gave its node other units than shipping plans', async () => {
    const shop = await story();
    type Released = { shipments: { moves: object[] }[] };
    await forge(
      shop,
      'orders',
      changing('line.released', ({ shipments }: Released) => ({
        shipments: shipments.map((one) => ({
          ...one,
          moves: one.moves.map((move) => ({ ...move, quantity: '1' })),
        })),
      })),
    );
    expect(await violationsOf(shop)).toMatch(
      /I4 .*: the order counts 1 with the node and none gone \(planned\), shipping 2 with/,
    );
    expect(await violationsOf(shop, ['an answer'])).not.toMatch('I4');
  });

  test('finds facts that cannot have happened, and goes on', async () => {
    const shop = await story();
    await forge(
      shop,
      'orders',
      changing('line.reserved', (data: { answer: object }) => ({
        moves: [{ line: 'none', from: 'open', quantity: '2' }],
        answer: data.answer,
      })),
    );
    expect(await violationsOf(shop)).toMatch(/line.reserved .*cannot be folded|I\d /);
  });

  test('finds an event that was altered, and everything that no longer follows', async () => {
    const shop = await story();
    await shop.rewrite('oms.inventory.events', (records) =>
      records.map((record, at) =>
        at === 1 ? { ...record, headers: { ...record.headers, ce_omstenant: 'other' } } : record,
      ),
    );
    const found = await verified(shop, ['an answer']);
    const violations = found.firstViolations.join('\n');
    expect(violations).toMatch(/oms.inventory.events\/\d: offset 2 does not go on/);
    expect(violations).toMatch(/the view stands at cause \d+ of another history/);
  });

  test('finds an inbox that is shorter than its answers', async () => {
    const shop = await story();
    await shop.rewrite('oms.orders.inbox', (records) => records.slice(0, -1));
    const { firstViolations } = await verified(shop);
    expect(firstViolations.join('\n')).toMatch(/answers up to \d+, but the inbox ends/);
  });

  test('finds a view that says something else', async () => {
    const shop = await story();
    const views = await shop.generations.open('inventory', 1, 2);
    for (const partition of [0, 1]) {
      const at = await views.cursor(partition);
      if (at === undefined) continue;
      await views.apply(partition, {
        from: at,
        to: at,
        documents: [],
        remove: [],
        insert: [],
        counters: new Map([['x', 1]]),
      });
    }
    expect((await verified(shop)).firstViolations.join('\n')).toMatch(
      /inventory\/\d: counter x is 1, the log says 0/,
    );
  });

  test('takes answers for no violation whose questions came while it read the log', async () => {
    const shop = await story();
    let isRead = false;
    const logs = (topic: string) => {
      const log = shop.ports.logs(topic);
      return {
        ...log,
        read: async (...given: Parameters<typeof log.read>) => {
          if (topic === 'oms.orders.events' && given[1] === 0 && !isRead) {
            isRead = true;
            await goOn(shop);
          }
          return log.read(...given);
        },
      };
    };
    const found = await verify({ logs, generations: shop.generations, waitingFor: async () => [] });
    expect(found).toMatchObject({ violations: 0, firstViolations: [] });
  });

  test('holds no service against another that it read before more came, and says so', async () => {
    const shop = await story();
    const generations = {
      ...shop.generations,
      current: async (service: string) => {
        if (service === 'inventory') await goOn(shop);
        return shop.generations.current(service);
      },
    };
    const found = await verify({ logs: shop.ports.logs, generations, waitingFor: async () => [] });
    expect(found).toMatchObject({ settled: false, violations: 0, firstViolations: [] });
    expect(found.waitingFor[0]).toMatch(/^oms.orders.inbox\/\d: it grew while the logs were read$/);
  });

  test('whoever waits for a standstill is told of nothing that came before it', async () => {
    const shop = await story();
    const found = (isSeen: boolean) =>
      verify({
        logs: shop.ports.logs,
        generations: shop.generations,
        waitingFor: async (again) => {
          await goOn(shop);
          if (isSeen) await again();
          return [];
        },
      });
    expect(await found(true)).toMatchObject({ settled: true, waitingFor: [], violations: 0 });
    expect(await found(false)).toMatchObject({ settled: false, violations: 0 });
  });

  test('compares no views of another version, and says whose', async () => {
    const shop = await story();
    const generations = {
      ...shop.generations,
      current: async (service: string) => {
        const current = await shop.generations.current(service);
        return current && service === 'orders' ? { ...current, fold: 'older' } : current;
      },
    };
    const found = await verify({ logs: shop.ports.logs, generations, waitingFor: async () => [] });
    expect(found).toMatchObject({
      settled: false,
      violations: 0,
      orders: 3,
      waitingFor: [expect.stringMatching(/^views of orders: another version has made them/)],
    });
    expect(found.documents).toBeGreaterThan(0);
    expect(found.documents).toBeLessThan((await verified(shop)).documents);
  });

  test('says what it was told is still on its way', async () => {
    expect(await verified(await story(), ['oms.orders.inbox/0: answered 3 of 4'])).toMatchObject({
      settled: false,
      waitingFor: ['oms.orders.inbox/0: answered 3 of 4'],
    });
  });

  test('judges a view that has only passed a new term meanwhile', async () => {
    const shop = await story();
    const generations = moving(shop, (at, looks) => ({ ...at, offset: at.offset + looks }));
    const { documents } = await verified(shop);
    expect(
      await verify({ logs: shop.ports.logs, generations, waitingFor: async () => [] }),
    ).toMatchObject({ settled: true, waitingFor: [], violations: 0, documents });
  });

  test('does not judge a view that moves on meanwhile, and names it', async () => {
    const shop = await story();
    const generations = moving(shop, (at, looks) => ({
      ...at,
      offset: at.offset + looks,
      digest: `${looks}`.padStart(32, '0'),
    }));
    const found = await verify({ logs: shop.ports.logs, generations, waitingFor: async () => [] });
    expect([found.settled, found.violations, found.documents]).toEqual([false, 0, 0]);
    const view = 'view of oms.orders.events/0: it moved on while it was compared';
    expect(found.waitingFor).toContain(view);
  });
});
