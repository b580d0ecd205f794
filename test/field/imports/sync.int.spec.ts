/** F-38: who asks where his order is, and what changed since. */
import { dayOf, daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';
import type { Body } from '../../../apps/api/src/documented-client.fixture.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Row {
  readonly omsNumber: string;
  readonly changedAt: string;
  readonly lifecycle: string;
}
interface List {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly resume?: string;
}

const list = async (query: object): Promise<List> => {
  const text = new URLSearchParams(Object.entries(query)).toString();
  const { status, body, text: said } = await shop.api.get(`/v1/orders?${text}`);
  expect([status, said]).toEqual([200, expect.anything()]);
  return body as Body & List;
};
const numbers = ({ rows }: List): readonly string[] => rows.map(({ omsNumber }) => omsNumber);

describe('where is my order?', () => {
  let ada: string;
  let gift: string;
  beforeAll(async () => {
    ada = await shop.place([lineOf('A')], {
      customer: { id: 'C-7', name: 'Ada  Example', email: 'Ada@Example.org' },
    });
    gift = await shop.place([lineOf('A')], {
      customer: { email: 'ada@example.org' },
      shipTo: { name: 'Grace Example' },
      notes: 'surprise',
      billTo: { name: 'Ada Example' },
    });
    await shop.place([lineOf('A')], { customer: { email: 'eve@example.org' } });
  });

  it('is answered by id, e-mail or name, whole, in any case', async () => {
    expect(numbers(await list({ customer: 'C-7' }))).toEqual([ada]);
    expect(numbers(await list({ customer: ' ada@example.ORG' })).toSorted()).toEqual(
      [ada, gift].toSorted(),
    );
    expect(
      numbers(await list({ customer: 'ada example', lifecycle: 'accepted' })).toSorted(),
    ).toEqual([ada, gift].toSorted());
    const changedFrom = '2020-01-01T00:00:00Z';
    expect(numbers(await list({ customer: 'grace example', changedFrom }))).toEqual([gift]);
    expect(numbers(await list({ customer: 'ada@example' }))).toEqual([]);
  });

  it('shows personal data only where it is asked for', async () => {
    const [row] = (await list({ customer: 'grace example' })).rows;
    expect(JSON.stringify(row)).not.toMatch(/example|surprise/i);
    const [whole] = (await list({ customer: 'grace example', personal: 'true' })).rows;
    expect(whole).toMatchObject({
      customer: { email: 'ada@example.org' },
      shipTo: { name: 'Grace Example' },
      billTo: { name: 'Ada Example' },
      notes: 'surprise',
    });
  });

  it('is no question of another tenant', async () => {
    const { body } = await shop.api.get('/v1/orders?customer=C-7', { 'oms-tenant': 'other' });
    expect(body.rows).toEqual([]);
  });
});

describe('the books', () => {
  it('stand in each row: money, payments, tracking', async () => {
    await shop.receive('B', '2');
    const number = await shop.place([lineOf('B', '2', '9.955', { name: 'Bolt' })], {
      ...onAccount,
      charges: [{ code: 'shipping', amount: 490 }],
      customer: { id: 'books' },
    });
    await shop.post(`/v1/orders/${number}/payments`, {
      id: 'p1',
      payment: 'P',
      status: 'captured',
      amount: 2481,
    });
    const [{ id }] = (await shop.order(number)).shipments as readonly [{ id: string }];
    await shop.post(`/v1/shipments/${id}/dispatch`, { carrier: 'dhl', tracking: 'T-1' });
    const {
      rows: [row],
    } = await list({ customer: 'books' });
    expect(row).toMatchObject({
      currency: 'EUR',
      total: 2481,
      charges: [{ code: 'shipping', amount: 490 }],
      lines: [{ name: 'Bolt', unit: 'each', unitPrice: '9.955', total: 1991 }],
      payments: [{ payment: 'P', captured: 2481 }],
      shipments: [{ carrier: 'dhl', tracking: 'T-1', status: 'dispatched' }],
    });
  });
});

describe('a promise for a day', () => {
  const day = dayOf(daysAgo(2));
  const sla = async (promise: string, ref: string): Promise<unknown> => {
    await shop.receive(ref, '1');
    const number = await shop.place([lineOf(ref)], { ...onAccount, promise });
    const [{ id }] = (await shop.order(number)).shipments as readonly [{ id: string }];
    await shop.post(`/v1/shipments/${id}/dispatch`, {
      carrier: 'dhl',
      tracking: `T-${ref}`,
      at: daysAgo(3, 10),
    });
    await shop.post(`/v1/shipments/${id}/scans`, {
      status: 'delivered',
      at: `${day}T18:30:00-08:00`,
    });
    return (await shop.order(number)).attention;
  };

  it('ends where its offset says, without one in UTC', async () => {
    expect(await sla(`${day}-08:00`, 'west')).toMatchObject({ sla: 'on_track' });
    expect(await sla(day, 'utc')).toMatchObject({ sla: 'late' });
  });
});

describe('what a node has to send', () => {
  const shipments = async (query: object): Promise<readonly Body[]> => {
    const text = new URLSearchParams(Object.entries(query)).toString();
    const { status, body, text: said } = await shop.api.get(`/v1/shipments?${text}`);
    expect([status, said]).toEqual([200, expect.anything()]);
    return body.rows as readonly Body[];
  };
  const orderedFrom = async (node: string, promise: string | null): Promise<string> => {
    await shop.receive('N', '2', node);
    return shop.place([lineOf('N', '2', '1', { node })], { ...onAccount, promise });
  };
  let never: string;
  let late: string;
  let soon: string;
  let other: string;
  beforeAll(async () => {
    never = await orderedFrom('north', null);
    late = await orderedFrom('north', '2027-03-02');
    soon = await orderedFrom('north', '2027-03-01T12:00:00+01:00');
    other = await orderedFrom('south', '2027-03-01');
  });
  const open = { node: 'north', status: 'open' };
  const of = (rows: readonly Body[]) => rows.map(({ omsNumber }) => omsNumber);

  it('comes by the oldest promise, page by page', async () => {
    const rows = await shipments(open);
    expect(of(rows)).toEqual([soon, late, never]);
    expect(rows[0]).toMatchObject({
      shipment: `${soon}-S1`,
      node: 'north',
      status: 'planned',
      promise: '2027-03-01T11:00:00Z',
      lines: [{ line: '1', quantity: '2' }],
    });
    expect(of(await shipments({ ...open, promiseTo: '2027-03-01' }))).toEqual([soon]);
    expect(of(await shipments({ ...open, promiseFrom: '2027-03-02' }))).toEqual([late]);
    const all: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await shop.api.get(`/v1/shipments?node=north&limit=1${more}`);
      all.push(...of(body.rows as readonly Body[]));
      cursor = body.next;
    }
    expect(all).toEqual([soon, late, never]);
    expect(of(await shipments({ status: 'planned', promiseTo: '2027-03-31' }))).toEqual([
      soon,
      other,
      late,
    ]);
  });

  it('has gone once it has left, and is found by its tracking number', async () => {
    await shop.post(`/v1/shipments/${soon}-S1/dispatch`, { carrier: 'dhl', tracking: 'TN 1' });
    expect(of(await shipments(open))).toEqual([late, never]);
    expect(of(await shipments({ tracking: 'TN 1' }))).toEqual([soon]);
    expect(of(await shipments({ node: 'north', status: 'dispatched' }))).toEqual([soon]);
    expect(of(await shipments({ node: 'south', tracking: 'TN 1' }))).toEqual([]);
  });

  it('stays while a part of it is there', async () => {
    await shop.post(`/v1/shipments/${late}-S1/dispatch`, {
      id: 'half',
      carrier: 'dhl',
      tracking: 'TN-2',
      lines: [{ line: '1', quantity: '1' }],
    });
    const [row] = await shipments(open);
    expect(row).toMatchObject({ omsNumber: late, status: 'partly_dispatched' });
  });

  it('is told to its own tenant alone, and refuses what it does not know', async () => {
    const { body } = await shop.api.get('/v1/shipments', { 'oms-tenant': 'other' });
    expect(body.rows).toEqual([]);
    for (const query of ['status=ready', 'promiseTo=soon', 'promise=2027-03-01']) {
      expect((await shop.api.get(`/v1/shipments?${query}`)).status).toBe(400);
    }
  });
});

describe('a sync', () => {
  /** All pages; `between` runs after each. */
  const walk = async (
    query: object,
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<{ readonly rows: readonly Row[]; readonly resume: string }> => {
    const rows: Row[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
      rows.push(...page.rows);
      cursor = page.next;
      if (cursor === undefined) return { rows, resume: page.resume ?? '' };
      await between();
    }
  };
  const since = '2020-01-01T00:00:00Z';

  it('sees every change, though orders change and come while it pages', async () => {
    const orders: string[] = [];
    for (let at = 0; at < 12; at += 1) orders.push(await shop.place([lineOf('C')]));
    const held = new Set<string>();
    const hold = async (): Promise<void> => {
      const number = orders[held.size];
      if (number === undefined) return;
      held.add(number);
      await shop.post(`/v1/orders/${number}/hold`, { hold: 'look', reason: 'sync' });
      if (held.size < 8) orders.push(await shop.place([lineOf('C')]));
    };
    const { rows, resume } = await walk({ changedFrom: since, limit: '3' }, hold);
    const newest = new Map(rows.map((row) => [row.omsNumber, row]));
    for (const number of orders) {
      const { changedAt, attention } = await shop.order(number);
      expect(newest.get(number)).toMatchObject({
        changedAt,
        attention: { holds: (attention as { holds: readonly string[] }).holds },
      });
    }
    expect(held.size).toBeGreaterThan(8);

    expect(await walk({ changedFrom: since, cursor: resume })).toMatchObject({ rows: [] });
    const [last = ''] = orders;
    await shop.post(`/v1/orders/${last}/release-hold`, { hold: 'look' });
    const more = await list({ changedFrom: since, cursor: resume });
    expect(numbers(more)).toEqual([last]);
    expect(await list({ changedFrom: since, cursor: more.resume })).toMatchObject({ rows: [] });
  });

  it('is in the order of changes, and refuses a cursor of another walk', async () => {
    const { rows } = await walk({ changedFrom: since });
    const times = rows.map(({ changedAt }) => Date.parse(changedAt));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    const [, middle] = rows;
    const from = middle?.changedAt ?? '';
    const later = await walk({ changedFrom: from });
    expect(later.rows.every(({ changedAt }) => Date.parse(changedAt) >= Date.parse(from))).toBe(
      true,
    );
    const { resume } = later;
    const tried = [
      `changedFrom=${since}&cursor=${resume}`,
      `cursor=${resume}`,
      `changedFrom=${from}&cursor=x`,
    ];
    for (const query of tried) {
      const { status, body } = await shop.api.get(`/v1/orders?${query}`);
      expect([status, body.code]).toEqual([400, 'cursor_invalid']);
    }
    const foreign = await shop.api.get(`/v1/orders?changedFrom=${from}&cursor=${resume}`, {
      'oms-tenant': 'other',
    });
    expect([foreign.status, foreign.body.code]).toEqual([400, 'cursor_invalid']);
  });
});
