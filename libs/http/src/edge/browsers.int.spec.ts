import { TestServer } from '../../test/server.js';
import type { Sent } from '../../test/server.js';
import { hostsIn } from './browsers.js';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.open(
    (routes) => {
      routes.get('/look', async () => ({ code: 'seen' }));
      routes.post('/change', async () => ({ code: 'changed' }));
    },
    { host: 'orders.internal', allowedHosts: ['Shop.Example.org'] },
  );
});
afterAll(() => server.close());

const change = async (headers: Sent['headers']): Promise<unknown> =>
  (
    await server.send({
      method: 'POST',
      path: '/change',
      headers: { host: 'localhost', ...headers },
    })
  ).body.code;

describe('the name under which a server is called', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:3000',
    '192.168.1.5:80',
    '[::1]',
    '[2001:db8::1]:3000',
    'localhost:3000',
    'LOCALHOST',
    'orders.internal',
    'shop.example.org:443',
  ])('%s is one of its own', async (host) => {
    expect((await server.send({ path: '/look', headers: { host } })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'orders.internal.evil.example',
    '127.0.0.1.nip.io',
  ])('%s is not: a page could make it mean this machine', async (host) => {
    const { status, body } = await server.send({ path: '/look', headers: { host } });
    expect([status, body.code]).toEqual([421, 'host_not_allowed']);
    expect(body.errors).toMatchObject([{ field: 'host', got: host }]);
  });
});

describe('a page of another site', () => {
  it.each([
    [{ origin: 'https://evil.example' }, 'cross_site'],
    [{ origin: 'null' }, 'cross_site'],
    [{ origin: 'http://localhost:4000' }, 'cross_site'],
    [{ 'sec-fetch-site': 'cross-site' }, 'cross_site'],
    [{ 'sec-fetch-site': 'same-site' }, 'cross_site'],
    [{ 'user-agent': 'Mozilla/5.0' }, 'cross_site'],
    [{ 'user-agent': 'Mozilla/5.0', 'content-type': 'text/plain' }, 'cross_site'],
  ])('that sends %j changes nothing here', async (headers, code) => {
    expect(await change(headers)).toBe(code);
  });

  it.each([
    [{}],
    [{ 'user-agent': 'curl/8' }],
    [{ origin: 'http://localhost' }],
    [{ origin: 'https://shop.example.org' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'user-agent': 'Mozilla/5.0', authorization: 'Bearer x' }],
    [{ 'user-agent': 'Mozilla/5.0', 'idempotency-key': 'k' }],
  ])('%j comes from a program, or a page of this server', async (headers) => {
    expect(await change(headers)).toBe('changed');
  });

  it('is answered where it only looks: its browser lets it read no answer', async () => {
    const headers = { host: 'localhost', origin: 'https://evil.example' };
    const answer = await server.send({ path: '/look', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

test('a browser may load nothing from elsewhere, and frame no answer', async () => {
  const { headers } = await server.send({ path: '/look' });
  const policy = String(headers['content-security-policy']);
  for (const rule of ["default-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
    expect(policy).toContain(rule);
  }
  expect(headers['x-content-type-options']).toBe('nosniff');
});

describe('OMS_ALLOWED_HOSTS', () => {
  it.each([
    ['', []],
    ['one', ['one']],
    [' one , two.example.org,', ['one', 'two.example.org']],
    ['a-b.c', ['a-b.c']],
  ])('%j names %j', (text, hosts) => {
    expect(hostsIn(text)).toEqual(hosts);
  });

  it.each(['one:80', 'http://one', '*.example.org', 'a b', '-a', 'a..b', 'a/b'])(
    '%j is no list of names',
    (text) => {
      expect(hostsIn(text)).toBeUndefined();
    },
  );
});
