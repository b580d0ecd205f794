import type { Message } from '#kernel';
import { forge } from '../../test/forged.js';
import { story, verified, violationsOf } from '../../test/verified.js';
import { verify } from './verify.js';

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
    expect(found.counts.orders.answers).toBeGreaterThanOrEqual(6);
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
    expect(violations).toMatch(/the view stands at answer \d+ of another history/);
  });

  test('finds an inbox that is shorter than its answers', async () => {
    const shop = await story();
    await shop.rewrite('oms.orders.inbox', (records) => records.slice(0, -1));
    const { firstViolations } = await verified(shop);
    expect(firstViolations.join('\n')).toMatch(
      /answers up to inbox offset \d+, but the inbox ends/,
    );
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
});
