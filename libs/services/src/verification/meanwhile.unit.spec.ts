import type { Position } from '#ports';
import type { Shop } from '../../test/shop.js';
import { story, verified } from '../../test/verified.js';
import { verify } from './verify.js';

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

describe('verify, while others go on', () => {
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
