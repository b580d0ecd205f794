import { TestServer } from '../../test/server.js';
import { guardedIn } from './guard.js';

describe('what the environment says', () => {
  it.each([
    [{}, { allowedHosts: [] }],
    [{ OMS_CALLER_REQUESTS: '' }, { allowedHosts: [] }],
    [{ OMS_CALLER_REQUESTS: ' 500 ' }, { allowedHosts: [], callerRequests: 500 }],
    [{ OMS_CALLER_REQUESTS: '0' }, { allowedHosts: [], callerRequests: 0 }],
    [{ OMS_ALLOWED_HOSTS: 'a,b' }, { allowedHosts: ['a', 'b'] }],
  ])('%j is taken', (environment, asked) => {
    expect(guardedIn(environment)).toEqual({ asked });
  });

  it.each([
    [{ OMS_CALLER_REQUESTS: '-1' }, "OMS_CALLER_REQUESTS is '-1': expected a whole number"],
    [{ OMS_CALLER_REQUESTS: '1e3' }, "OMS_CALLER_REQUESTS is '1e3'"],
    [{ OMS_CALLER_REQUESTS: 'many' }, "OMS_CALLER_REQUESTS is 'many'"],
    [{ OMS_ALLOWED_HOSTS: 'a:80' }, "OMS_ALLOWED_HOSTS is 'a:80': expected names of hosts"],
  ])('%j is a fault that names the variable and the form', (environment, fault) => {
    expect(guardedIn(environment)).toEqual({ fault: expect.stringContaining(fault) });
  });
});

describe('one address', () => {
  const most = 5;
  const opened = (callerRequests: number) =>
    TestServer.open(
      (routes) => {
        for (const path of ['/orders', '/health', '/ready', '/metrics']) {
          routes.get(path, async () => ({}));
        }
      },
      { host: '127.0.0.1', callerRequests },
    );
  const statuses = async (server: TestServer, path: string, count: number) => {
    const found: number[] = [];
    for (let nth = 0; nth < count; nth += 1) found.push((await server.send({ path })).status);
    return found;
  };

  it('is told when to come again, once it has asked as much as it may', async () => {
    const server = await opened(most);
    try {
      expect(await statuses(server, '/orders', most)).toEqual(Array(most).fill(200));
      const { status, body, headers } = await server.send({ path: '/orders' });
      expect([status, body.code]).toEqual([429, 'too_many_requests']);
      expect(body.detail).toContain(
        `may send ${most} requests in 10 seconds (OMS_CALLER_REQUESTS)`,
      );
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      // An address that nothing answers counts as well.
      expect((await server.send({ path: '/nowhere' })).status).toBe(429);
    } finally {
      await server.close();
    }
  });

  it('is asked for its health all the same, and that counts for nothing', async () => {
    const server = await opened(most);
    try {
      for (const path of ['/health', '/ready', '/metrics']) {
        expect(await statuses(server, path, most)).toEqual(Array(most).fill(200));
      }
      expect(await statuses(server, '/orders', most)).toEqual(Array(most).fill(200));
    } finally {
      await server.close();
    }
  });

  it('may ask as often as it likes where the number is 0', async () => {
    const server = await opened(0);
    try {
      expect(new Set(await statuses(server, '/orders', 30))).toEqual(new Set([200]));
    } finally {
      await server.close();
    }
  });
});
