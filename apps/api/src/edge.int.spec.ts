import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startApi } from './index.js';
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';

let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const number = 'H0VD-3KFX-FA0T-8V';

describe('an address', () => {
  test('that is none is a 404 problem, a wrong method a 405 that names the right one', async () => {
    const none = await api.get('/v2/orders');
    expect([none.status, none.body.code]).toEqual([404, 'not_found']);
    const wrong = await api.send('DELETE', `/v1/orders/${number}`);
    expect([wrong.status, wrong.body.code, wrong.headers.get('allow')]).toEqual([
      405,
      'method_not_allowed',
      'GET, HEAD',
    ]);
  });

  test('of a SKU takes slashes and every letter', async () => {
    const sku = 'Größe 42/grün & 100 % 漢字';
    const path = `/v1/stock/main/${encodeURIComponent(sku)}`;
    const { status, body } = await api.post(
      `${path}/receipts`,
      { quantity: '3' },
      { prefer: 'wait=10' },
    );
    expect([status, body.sku, body.onHand]).toEqual([200, sku, '3']);
    expect((await api.get(path)).body).toMatchObject({ node: 'main', sku, available: '3' });
    const unknown = await api.get('/v1/stock/main/none');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'stock_not_found']);
  });
});

describe('operations', () => {
  test('health, readiness and measurements answer at the root', async () => {
    expect((await api.get('/health')).body).toEqual({ status: 'ok', halted: [] });
    expect((await api.get('/ready')).body).toEqual({ ready: true, starting: [] });
    const { text, headers } = await api.get('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    const names = [
      'http_request_duration_seconds_count',
      'oms_posts_total',
      'oms_lag_records',
      'oms_halted',
      'process_cpu',
    ];
    for (const name of names) {
      expect(text).toContain(name);
    }
  });

  test('the status tells of every partition of every worker', async () => {
    const { status, body } = await api.get('/v1/status');
    const partitions = body.partitions as { readonly role: string; readonly state: string }[];
    expect(status).toBe(200);
    expect(new Set(partitions.map(({ role }) => role))).toEqual(
      new Set(['writer', 'input', 'intake', 'projector']),
    );
    expect(new Set(partitions.map(({ state }) => state))).toEqual(new Set(['running']));
  });

  test('the interactive page calls whoever served it', async () => {
    const { servers } = (await (await fetch(`${backend.address}/docs/openapi.json`)).json()) as {
      servers: readonly { readonly url: string }[];
    };
    expect(servers.map(({ url }) => new URL(url, backend.address).origin)).toEqual([
      backend.address,
    ]);
  });

  test('an address that leads out of the files of the page is none', async () => {
    const paths = [
      '/docs/..',
      '/docs/../x',
      '/docs/%2e%2e/x',
      '/docs/static/..%5cx',
      '/docs/%00',
      '/docs/%2e',
      '/docs/a%00b',
      '/docs//x',
    ];
    for (const path of paths) {
      const sent = request({ port: new URL(backend.address).port, path }).end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      answer.resume();
      expect([path, answer.statusCode === 400 || answer.statusCode === 404]).toEqual([path, true]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  });

  test('the interactive page needs nothing from elsewhere', async () => {
    const { status, text } = await api.get('/docs');
    expect(status).toBe(200);
    const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      const answer = await fetch(new URL(source, `${backend.address}/docs`));
      expect([source, answer.status]).toEqual([source, 200]);
    }
  });
});

describe('who may ask', () => {
  test('without a token no address but a loopback one is served', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org', '']) {
      await expect(startApi({ gateway: backend.gateway, host, port: 0 })).rejects.toThrow(
        'OMS_API_TOKEN',
      );
    }
    for (const token of ['', 'a b']) {
      await expect(
        startApi({ gateway: backend.gateway, host: '0.0.0.0', port: 0, token }),
      ).rejects.toThrow('OMS_API_TOKEN');
    }
  });

  test('with a token everything under /v1 needs it, however the address is written', async () => {
    const guarded = await startApi({
      gateway: backend.gateway,
      host: '127.0.0.1',
      port: 0,
      token: 'secret',
    });
    const get = async (path: string, authorization?: string): Promise<number> => {
      const headers = authorization === undefined ? {} : { headers: { authorization } };
      return (await fetch(guarded.address + path, headers)).status;
    };
    try {
      for (const path of ['/v1/counters', '/%761/counters', '/v1/unknown', '/v1/orders/x']) {
        expect([path, await get(path)]).toEqual([path, 401]);
      }
      for (const wrong of ['secret', 'Basic secret', 'Bearer', 'Bearer secre', 'Bearer secret2']) {
        expect([wrong, await get('/v1/counters', wrong)]).toEqual([wrong, 401]);
      }
      expect(await get('/v1/counters', 'Bearer secret')).toBe(200);
      expect(await get('/v1/counters', 'bearer secret')).toBe(200);
      for (const path of ['/health', '/ready', '/metrics', '/docs']) {
        expect([path, await get(path)]).toEqual([path, 200]);
      }
    } finally {
      await guarded.close();
    }
  });

  test('that goes answers what came while it had no turn', async () => {
    const other = await startApi({ gateway: backend.gateway, host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(other.address).port), '127.0.0.1').setEncoding('utf8');
    const said: string[] = [];
    socket.on('data', (text) => said.push(String(text)));
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    const closed = other.close();
    await pause(50);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    for (const until = performance.now() + 700; performance.now() < until;);
    await once(socket, 'close');
    await closed;
    expect(said.join('').match(/HTTP\/1.1 200/g)).toHaveLength(2);
    expect(said.at(-1)).toMatch(/connection: close/i);
  });

  test('a taken port is an error, and closing answers those who wait', async () => {
    const other = await startApi({ gateway: backend.gateway, host: '127.0.0.1', port: 0 });
    const port = Number(new URL(other.address).port);
    await expect(startApi({ gateway: backend.gateway, host: '127.0.0.1', port })).rejects.toThrow(
      'EADDRINUSE',
    );
    const waiting = fetch(`${other.address}/v1/orders/${number}?after=orders.0.999999&wait=10`);
    const ended = waiting.then(
      ({ status }) => status,
      () => 'cut off',
    );
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    const began = performance.now();
    await other.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await ended).toBe(202);
  });
});
