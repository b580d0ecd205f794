import { daysAgo } from '../days.js';
import { describeApi } from '../../../apps/api/src/describe.js';
import { keysOf } from '../../../apps/api/src/backend.fixture.js';
import type { Answer } from '../../../apps/api/src/documented-client.fixture.js';
import { issueNumber } from '#kernel';
import { lineOf, onAccount, Shop } from '../shop.js';

/** Two shops of one installation. Whatever a rival asks, a shop is as if it were not there. */
const acme = { 'oms-tenant': 'acme' };
const rival = { 'oms-tenant': 'rival' };

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example: unknown }>>;
  };
}
interface Route extends Operation {
  readonly path: string;
  readonly method: string;
}

/** What the parameters of a path stand for: something of acme's, and something that nobody has. */
interface Names {
  readonly own: string;
  readonly none: string;
}

let shop: Shop;
let routes: readonly Route[];
let names: Readonly<Record<string, Names>>;
let refusedToken: string;

const unknown = 'H0VD-3KFX-FA0T-8V';
const orderOf = (channelRef: string) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf('rocket')],
  ...onAccount,
  customer: { name: 'Wile E. Coyote' },
});

const routesOf = async (): Promise<readonly Route[]> => {
  const { paths } = JSON.parse(JSON.stringify(await describeApi())) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  );
};

beforeAll(async () => {
  shop = await Shop.open();
  routes = await routesOf();
  await shop.post('/v1/stock/main/rocket/receipts', { quantity: '9' }, acme);
  await shop.post('/v1/stock/main/anvil/receipts', { quantity: '9' }, acme);
  const {
    body: { omsNumber: number },
  } = await shop.post('/v1/orders', orderOf('A-1'), acme);
  await shop.post('/v1/orders', orderOf('A-2'), acme);
  await shop.post(
    `/v1/shipments/${number}-S1/dispatch`,
    { carrier: 'dhl', tracking: 'TR-1' },
    acme,
  );
  for (const line of ['8', '9']) {
    const cancel = { reason: 'x', lines: [{ line }] };
    await shop.post(`/v1/orders/${number}/cancel`, cancel, acme);
    const { body } = await shop.api.post(`/v1/orders/${number}/cancel`, cancel, acme);
    refusedToken = body.token;
    await shop.settled();
  }
  const {
    body: { rows },
  } = await shop.api.get('/v1/rejected', acme);
  const [{ id }] = rows as readonly [{ readonly id: string }];
  const {
    body: { rows: matters },
  } = await shop.api.get('/v1/attention', acme);
  const [{ id: matter }] = matters as readonly [{ readonly id: string }];
  names = {
    number: { own: number, none: unknown },
    sku: { own: 'rocket', none: 'zzz-none' },
    node: { own: 'main', none: 'main' },
    reference: { own: 'A-1', none: 'A-9' },
    tracking: { own: 'TR-1', none: 'TR-9' },
    'shipments id': { own: `${number}-S1`, none: `${unknown}-S1` },
    'rejected id': { own: id, none: 'orders:0:999' },
    'attention id': { own: matter, none: 'orders:0:999:0' },
  };
});
afterAll(() => shop.close());

/** Routes of people who run the installation, which is one for all tenants. */
const isOperators = ({ tags, path }: Route): boolean =>
  tags.includes('operations') && path !== '/v1/counters';

/** The path with its parameters filled in; what a new parameter stands for has to be said above. */
const filled = ({ path }: Route, which: keyof Names): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const found = names[name] ?? names[`${path.split('/')[2]} ${name}`];
    if (found === undefined) throw new Error(`${path}: what of acme's does {${name}} stand for?`);
    return encodeURIComponent(found[which]);
  });

const asked = (route: Route, which: keyof Names, query = ''): Promise<Answer> =>
  shop.api.get(filled(route, which) + query, rival);

/** Without the names that were asked for. */
const bare = ({ status, text }: Answer, which: keyof Names) => ({
  status,
  text: Object.values(names)
    .toSorted((a, b) => b.own.length - a.own.length)
    .reduce((rest, each) => rest.replaceAll(each[which], '…'), text),
});

/** All that acme can see, but for what grows without anybody's doing. */
const world = async (): Promise<readonly string[]> => {
  const seen = await Promise.all(
    routes
      .filter((each) => each.method === 'get' && !isOperators(each))
      .map(async (route) => {
        const { status, text } = await shop.api.get(filled(route, 'own'), acme);
        return `${route.path} ${status} ${text}`;
      }),
  );
  return seen;
};

test('the walk goes through every route', () => {
  const walked = routes.filter((route) => !isOperators(route));
  expect(walked.length).toBeGreaterThan(20);
  for (const route of walked) expect(filled(route, 'own')).toMatch(/^\/v1\//);
});

test('what acme has is to be seen by acme', async () => {
  expect((await world()).filter((each) => !/^\S+ 200 /.test(each))).toEqual([]);
});

test('every reading of what another tenant has is that of what is not there', async () => {
  const readings = routes.filter((each) => each.method === 'get' && !isOperators(each));
  for (const route of readings) {
    const own = bare(await asked(route, 'own'), 'own');
    expect([route.path, own]).toEqual([route.path, bare(await asked(route, 'none'), 'none')]);
    expect(own.text).not.toMatch(/Coyote|rocket|anvil|TR-1/);
  }
});

test("another tenant's token tells nothing, also where it was refused", async () => {
  const heard = await shop.api.get(
    `/v1/orders/${names.number?.own}?wait=10&after=${refusedToken}`,
    acme,
  );
  expect([heard.status, heard.body.code]).toEqual([422, 'line_not_found']);
  const hearing = routes
    .filter(
      ({ parameters, method }) =>
        method === 'get' && parameters.some(({ name }) => name === 'after'),
    )
    .filter((route) => !isOperators(route));
  expect(hearing.length).toBeGreaterThan(2);
  for (const route of hearing) {
    const reported = bare(await asked(route, 'own', `?wait=0&after=${refusedToken}`), 'own');
    expect([route.path, reported]).toEqual([route.path, bare(await asked(route, 'own'), 'own')]);
  }
});

test("another tenant's cursor is none", async () => {
  const lists = routes.filter(
    ({ parameters, method }) =>
      method === 'get' && parameters.some(({ name }) => name === 'cursor'),
  );
  expect(lists.length).toBeGreaterThan(2);
  for (const route of lists) {
    const {
      body: { next },
    } = await shop.api.get(`${filled(route, 'own')}?limit=1`, acme);
    if (next === undefined) continue;
    const { status, body } = await asked(route, 'own', `?cursor=${next}`);
    expect([route.path, status, body.code]).toEqual([route.path, 400, 'cursor_invalid']);
  }
});

test('no post changes what another tenant has, and one that names it finds nothing', async () => {
  const before = await world();
  const posts = routes.filter((each) => each.method === 'post' && !isOperators(each));
  for (const route of posts) {
    const { content = {} } = route.requestBody ?? {};
    const [media = 'application/json', example] = Object.entries(content)[0] ?? [];
    const { status, body } = await shop.api.send('POST', filled(route, 'own'), {
      raw: example === undefined ? '{}' : JSON.stringify(example.example),
      headers: { ...rival, 'content-type': media, prefer: 'wait=5' },
    });
    const isNamed = /\{(number|id)\}/.test(route.path);
    const found = status === 404 && /not_found/.test(String(body.code));
    expect([route.path, status, !isNamed || found]).toEqual([route.path, status, true]);
  }
  await shop.settled();
  expect(await world()).toEqual(before);
});

describe('what a rival tells of a number before its order comes', () => {
  const reference = { tenant: 'acme', channel: 'web', channelRef: 'A-3' };
  const number = issueNumber(keysOf(), reference, 0, Date.now());

  test('pays nothing, ships nothing, cancels nothing, and is seen by nobody else', async () => {
    const early: readonly (readonly [string, object])[] = [
      [
        `/v1/orders/${number}/payments`,
        { id: 'p', payment: 'p', status: 'captured', amount: 1_000 },
      ],
      [`/v1/orders/${number}/cancel`, { reason: 'gone' }],
      [
        `/v1/orders/${number}/shipments`,
        { kind: 'dispatch', id: 'd', at: daysAgo(30, 10), tracking: 'TR-9' },
      ],
      [`/v1/shipments/${number}-S1/scans`, { id: 's', at: daysAgo(29, 10), status: 'delivered' }],
    ];
    for (const [path, body] of early) {
      expect((await shop.post(path, body, rival)).status).toBeLessThan(300);
    }
    expect((await shop.api.get(`/v1/orders/${number}/timeline`, acme)).status).toBe(404);
    const own = await shop.post(
      `/v1/orders/${number}/payments`,
      { id: 'p', payment: 'p', status: 'authorized', amount: 700 },
      acme,
    );
    expect(own.status).toBe(200);
    const placed = await shop.post('/v1/orders', orderOf('A-3'), acme);
    expect([placed.status, placed.body.omsNumber]).toEqual([201, number]);
    const { body } = await shop.api.get(`/v1/orders/${number}`, acme);
    expect(body).toMatchObject({
      payments: [{ payment: 'p', authorized: 700 }],
      lines: [{ buckets: { released: '1' } }],
      shipments: [{ status: 'planned' }],
    });
    expect(JSON.stringify(body)).not.toContain('TR-9');
    const { text } = await shop.api.get(`/v1/orders/${number}/timeline`, acme);
    expect(text).not.toMatch(/gone|record-dispatch|carrier.scan/);
    expect((await shop.api.get(`/v1/orders/${number}/timeline`, rival)).status).toBe(404);
    expect((await shop.api.get('/v1/references/TR-9', rival)).body.orders).toEqual([]);
  });
});
