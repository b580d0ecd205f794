import fastify from 'fastify';
import { isLoopback, requireTrust } from './bearer.js';

type Trust = Parameters<typeof requireTrust>[2];

/** What a server answers at paths below /inner, and beside it. */
const answers = async (trust: Trust, authorization?: string): Promise<readonly unknown[]> => {
  const server = fastify();
  requireTrust(server, '/inner', trust);
  server.post('/inner/:name', async () => ({ code: 'answered' }));
  server.get('/health', async () => ({ code: 'answered' }));
  const headers = authorization === undefined ? {} : { authorization };
  const inner = await server.inject({ method: 'POST', url: '/%69nner/a', headers });
  const health = await server.inject({ method: 'GET', url: '/health', headers });
  await server.close();
  return [inner.statusCode, inner.json<{ readonly code: string }>().code, health.statusCode];
};

test.each([
  [{ host: '127.0.0.1' }, undefined, 200, 'answered'],
  [{ host: '127.0.0.1' }, 'Bearer any', 200, 'answered'],
  [{ host: '0.0.0.0' }, undefined, 403, 'token_not_set'],
  [{ host: '::' }, 'Bearer secret', 403, 'token_not_set'],
  [{ host: 'orders.example.org' }, undefined, 403, 'token_not_set'],
  [{ host: '0.0.0.0', token: 'secret' }, 'Bearer secret', 200, 'answered'],
  [{ host: '0.0.0.0', token: 'secret' }, 'Bearer other', 401, 'unauthorized'],
  [{ host: '127.0.0.1', token: 'secret' }, undefined, 401, 'unauthorized'],
])('%j and %s: %d %s', async (trust, authorization, status, code) => {
  expect(await answers(trust, authorization)).toEqual([status, code, 200]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['localhost', true],
  ['LOCALHOST', true],
  ['::1', true],
  ['[::1]', true],
  ['0:0:0:0:0:0:0:1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['', false],
  ['127.example.org', false],
  ['10.0.0.1', false],
])('%s: reached from this machine alone? %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
