import fc from 'fast-check';
import { bodies, open, rowsOf } from '../../test/sources.js';
import type { Source, SourceRow } from '../index.js';

const phases = [
  'stock',
  'orders and payments',
  'dispatches and deliveries',
  'refusals, cancels and returns',
] as const;

const everything = async (source: Source): Promise<readonly SourceRow[]> => {
  const rows: SourceRow[] = [];
  for (const name of phases) rows.push(...(await rowsOf(source, name)));
  return rows;
};

/** References that a phase names, in the order of the rows that `holds` picks. */
const referencesOf = (
  rows: readonly SourceRow[],
  holds: (message: SourceRow['message']) => boolean,
): readonly string[] =>
  rows.flatMap((row) =>
    row.kind === 'channel' && holds(row.message) ? [row.reference.channelRef] : [],
  );

const sum = (of: readonly number[]): number => of.reduce((total, each) => total + each, 0);

describe('generated orders', () => {
  it('are the same for the same number and seed, and others for another seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, count) => {
        const source = await open(`generated:${count}`, { seed });
        const rows = await everything(source);
        expect(await everything(source)).toEqual(rows);
        expect(await everything(await open(`generated:${count}`, { seed }))).toEqual(rows);
        expect(await everything(await open(`generated:${count}`, { seed: seed + 1 }))).not.toEqual(
          rows,
        );
      }),
      { numRuns: 5 },
    );
  });

  it('are told in as many rows as announced, each order placed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(0, 0.7, 1, 2),
        async (seed, count, stockFactor) => {
          const source = await open(`generated:${count}`, { seed, stockFactor });
          for (const { name, total } of source.phases) {
            expect(await rowsOf(source, name)).toHaveLength(total);
          }
          const rows = await rowsOf(source, 'orders and payments');
          expect(new Set(referencesOf(rows, ({ type }) => type === 'order.place')).size).toBe(
            count,
          );
        },
      ),
      { numRuns: 8 },
    );
  });

  it('give one id to one content: rows of the same id are the same', async () => {
    const rows = await everything(await open('generated:1500'));
    const byId = new Map(rows.map((row) => [row.id, row] as const));
    expect(byId.size).toBeLessThan(rows.length);
    expect(rows.map(({ id }) => byId.get(id))).toEqual(rows);
  });
});

describe('two thousand generated orders', () => {
  let rows: readonly SourceRow[];
  let byPhase: Readonly<Record<(typeof phases)[number], readonly SourceRow[]>>;

  beforeAll(async () => {
    const source = await open('generated:2000');
    const [stock, orders, shipping, ending] = await Promise.all(
      phases.map((name) => rowsOf(source, name)),
    );
    byPhase = {
      stock: stock ?? [],
      'orders and payments': orders ?? [],
      'dispatches and deliveries': shipping ?? [],
      'refusals, cancels and returns': ending ?? [],
    };
    rows = phases.flatMap((name) => byPhase[name]);
  });

  const placed = () =>
    bodies(byPhase['orders and payments'], 'order.place').map(({ body }) => body);

  it('come from four channels and are served by three nodes', () => {
    const channels = new Set(
      rows.flatMap((row) => (row.kind === 'channel' ? [row.reference.channel] : [])),
    );
    expect([...channels].toSorted()).toEqual(['b2b', 'marketplace', 'shop', 'web']);
    expect(new Set(placed().flatMap(({ lines }) => lines.map(({ node }) => node))).size).toBe(3);
  });

  it('sell by Zipf: the tenth part of the products makes more than half of the lines', () => {
    const counts = new Map<string, number>();
    for (const { lines } of placed()) {
      for (const { sku } of lines) counts.set(sku, (counts.get(sku) ?? 0) + 1);
    }
    const sorted = [...counts.values()].toSorted((left, right) => right - left);
    expect(sum(sorted.slice(0, 24))).toBeGreaterThan(sum(sorted) / 2);
  });

  it('have one to five lines, some with two of one SKU at one node', () => {
    const twice = placed().filter(
      ({ lines }) => new Set(lines.map(({ sku, node }) => `${node}/${sku}`)).size < lines.length,
    );
    expect(twice.length).toBeGreaterThan(20);
    for (const { lines } of placed()) {
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThanOrEqual(5);
    }
  });

  it('run short of some goods, to be waited for or refused, now and then all or nothing', () => {
    const demand = new Map<string, number>();
    for (const { lines } of placed()) {
      for (const { node, sku, quantity } of lines) {
        demand.set(`${node}/${sku}`, (demand.get(`${node}/${sku}`) ?? 0) + Number(quantity));
      }
    }
    const supply = new Map<string, number>();
    for (const row of byPhase['stock']) {
      if (row.kind !== 'stock' || row.message.type !== 'stock.receive') continue;
      const units = sum(row.message.data.receipts.map(({ quantity }) => Number(quantity)));
      supply.set(`${row.node}/${row.sku}`, (supply.get(`${row.node}/${row.sku}`) ?? 0) + units);
    }
    const short = [...demand].filter(([key, units]) => (supply.get(key) ?? 0) < units);
    expect(short.length).toBeGreaterThan(20);
    const policies = placed().map(({ policy }) => policy);
    expect(policies.filter(({ allOrNothing }) => allOrNothing).length).toBeGreaterThan(50);
    const onShortage = new Set(
      placed().flatMap(({ lines }) => lines.map((line) => line.onShortage)),
    );
    expect([...onShortage].toSorted()).toEqual(['backorder', 'refuse']);
  });

  it('are mostly delivered, some cancelled, refused, lost, sent back or returned', () => {
    const scans = bodies(rows, 'order.record-scan').map(({ fact }) => fact.status);
    const share = (status: string): number =>
      scans.filter((each) => each === status).length / 2_000;
    expect(share('delivered')).toBeGreaterThan(0.75);
    expect(share('lost')).toBeGreaterThan(0);
    expect(share('returned_to_sender')).toBeGreaterThan(0);
    const cancels = bodies(rows, 'order.cancel');
    expect(cancels.some(({ lines }) => lines === undefined)).toBe(true);
    expect(cancels.some(({ lines }) => lines !== undefined)).toBe(true);
    expect(bodies(rows, 'order.record-refusal').length).toBeGreaterThan(0);
    expect(bodies(rows, 'order.raise-exception').length).toBeGreaterThan(0);
    const ways = new Set(bodies(rows, 'order.record-return').map(({ disposition }) => disposition));
    expect([...ways].toSorted()).toEqual(['quarantined', 'restocked', 'scrapped']);
    const payments = new Set(bodies(rows, 'order.record-payment').map(({ status }) => status));
    expect([...payments].toSorted()).toEqual(['authorized', 'captured', 'refunded']);
  });

  it('tell facts before the order, and the delivery before the dispatch', () => {
    const first = new Map<string, string>();
    for (const row of byPhase['orders and payments']) {
      if (row.kind !== 'channel' || first.has(row.reference.channelRef)) continue;
      first.set(row.reference.channelRef, row.message.type);
    }
    const kinds = new Set(first.values());
    expect(kinds).toContain('order.record-payment');
    expect(kinds).toContain('order.cancel');
    expect(kinds).toContain('order.record-dispatch');
    const scannedFirst = new Set<string>();
    const dispatched = new Set<string>();
    const late = new Set<string>();
    for (const row of byPhase['dispatches and deliveries']) {
      if (row.kind !== 'channel') continue;
      const {
        reference: { channelRef },
        message: { type },
      } = row;
      if (type === 'order.record-scan' && !dispatched.has(channelRef)) scannedFirst.add(channelRef);
      if (type !== 'order.record-dispatch') continue;
      dispatched.add(channelRef);
      if (scannedFirst.has(channelRef)) late.add(channelRef);
    }
    expect(late.size).toBeGreaterThan(10);
  });

  it('come again with the same and with another body', () => {
    const bodiesOf = new Map<string, Set<string>>();
    let copies = 0;
    for (const row of rows) {
      if (row.kind !== 'channel' || row.message.type !== 'order.place') continue;
      const known = bodiesOf.get(row.reference.channelRef) ?? new Set();
      const body = JSON.stringify(row.message.data);
      if (known.has(body)) copies += 1;
      bodiesOf.set(row.reference.channelRef, known.add(body));
    }
    expect(copies).toBeGreaterThan(20);
    expect([...bodiesOf.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(5);
  });

  it('are mixed with each other as on a busy day', () => {
    const refs = referencesOf(byPhase['dispatches and deliveries'], () => true);
    const changes = refs.filter((ref, at) => at > 0 && ref !== refs[at - 1]).length;
    expect(changes / refs.length).toBeGreaterThan(0.9);
  });
});
