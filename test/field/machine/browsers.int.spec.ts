import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { startedBackend } from '../../../apps/api/src/backend.fixture.js';
import type { RunningBackend } from '../../../apps/api/src/backend.fixture.js';
import { describeApi } from '../../../apps/api/src/describe.js';
import { startApi } from '#api';

/** What a page in somebody's browser can make it send to a server on the same machine. */
let backend: RunningBackend;
beforeAll(async () => {
  backend = await startedBackend();
});
afterAll(() => backend.stop());

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly code: string | undefined;
}

/** As written: `fetch` would set some of these headers itself. */
const send = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
  address = backend.address,
): Promise<Answered> => {
  const sent = request(address + path, { method, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const said = await text(response);
  const isProblem = response.headers['content-type'] === 'application/problem+json';
  const { code } = isProblem
    ? (JSON.parse(said) as { readonly code: string })
    : { code: undefined };
  return { status: response.statusCode ?? 0, headers: response.headers, text: said, code };
};
const codeOf = async (...of: Parameters<typeof send>): Promise<readonly unknown[]> => {
  const { status, code } = await send(...of);
  return [status, code];
};

const host = (): string => new URL(backend.address).host;
const json = { 'content-type': 'application/json' };
const receipts = '/v1/stock/main/A/receipts';
const goods = '{"quantity":"1"}';
const onHand = async (): Promise<string> => (await send('GET', '/v1/stock/main/A')).text;

describe('a name that is made to mean this machine', () => {
  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '[::1].evil',
    'LOCALHOST.',
  ])('is not answered under: %s', async (name) => {
    for (const path of ['/v1/orders', '/health', '/docs', '/metrics', '/v1/none']) {
      expect(await codeOf('GET', path, { host: name })).toEqual([421, 'host_not_allowed']);
    }
  });

  test.each(['localhost', 'LocalHost:99', '127.0.0.1', '127.1.2.3:1', '[::1]:3000', '10.0.0.7'])(
    'is no name like %s',
    async (name) => {
      expect((await send('GET', '/v1/orders', { host: name })).status).toBe(200);
    },
  );

  test('is one of this server where it was told so', async () => {
    const api = await startApi({
      gateway: backend.gateway,
      host: 'localhost',
      port: 0,
      allowedHosts: ['Orders.example.org'],
    });
    try {
      const asked = (name: string) => codeOf('GET', '/v1/orders', { host: name }, '', api.address);
      expect(await asked('orders.example.org:8080')).toEqual([200, undefined]);
      expect(await asked('example.org')).toEqual([421, 'host_not_allowed']);
      const origin = 'https://orders.example.org';
      expect((await send('POST', receipts, { ...json, origin }, goods, api.address)).status).toBe(
        202,
      );
    } finally {
      await api.close();
    }
  });
});

describe('a page of another site', () => {
  const strangers: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:5173' },
    { origin: 'http://127.0.0.1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'user-agent': 'Mozilla/5.0 (X11)' },
    { 'user-agent': 'Mozilla/5.0', 'content-type': 'text/plain' },
    { 'user-agent': 'Mozilla/5.0', 'content-type': 'application/x-www-form-urlencoded' },
  ];

  test.each(strangers)('changes nothing by any route: %j', async (headers) => {
    const { paths } = await describeApi();
    const posts = Object.entries(paths).filter(([, path]) => path.post !== undefined);
    expect(posts.length).toBeGreaterThan(20);
    for (const [path] of posts) {
      const filled = path.replaceAll(/\{\w+\}/g, 'x');
      expect([path, ...(await codeOf('POST', filled, headers))]).toEqual([path, 403, 'cross_site']);
    }
  });

  test('adds no goods, with or without a body', async () => {
    const before = await onHand();
    for (const headers of strangers) {
      await send('POST', receipts, { ...json, ...headers, origin: 'https://evil.example' }, goods);
    }
    expect(await onHand()).toBe(before);
  });

  test('learns nothing: it is not told that it may read', async () => {
    const origin = 'https://evil.example';
    for (const [method, path] of [
      ['GET', '/v1/orders'],
      ['OPTIONS', '/v1/orders'],
    ] as const) {
      const { headers } = await send(method, path, {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('whoever may', () => {
  test('a page of this server, a program, and curl change what they want to', async () => {
    const same = { origin: `http://${host()}`, 'sec-fetch-site': 'same-origin' };
    const callers: readonly Record<string, string>[] = [
      same,
      {},
      { 'user-agent': 'curl/8' },
      { 'user-agent': 'Mozilla/5.0' },
    ];
    for (const headers of callers) {
      expect((await send('POST', receipts, { ...json, ...headers }, goods)).status).toBe(202);
    }
    const bodyless = await codeOf('POST', '/v1/rejected/orders:0:9/redrive');
    expect(bodyless).toEqual([404, 'not_found']);
  });

  test('is told what a browser may do with an answer', async () => {
    for (const path of ['/docs', '/v1/orders', '/v1/none']) {
      const { headers } = await send('GET', path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });

  test('reads the page of the API: all its scripts are files of this server', async () => {
    const { text: page } = await send('GET', '/docs');
    const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(1);
    for (const [, attributes, inline] of scripts) {
      const named: unknown = expect.stringMatching(/src=["']\.?\/?docs/);
      expect([attributes, inline?.trim()]).toEqual([named, '']);
    }
    expect(page).not.toMatch(/\son\w+=/);
  });
});
