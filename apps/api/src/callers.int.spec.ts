import { startApi } from './index.js';
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';

let backend: RunningBackend;
beforeAll(async () => {
  backend = await startedBackend();
});
afterAll(() => backend.stop());

test('who asks too often is told when to come again, but for probes', async () => {
  const server = await startApi({
    gateway: backend.gateway,
    host: '127.0.0.1',
    port: 0,
    callerRequests: 5,
  });
  const api = await DocumentedClient.of(server.address);
  try {
    const answers = [];
    for (let nth = 0; nth < 7; nth += 1) answers.push(await api.get('/v1/nothing'));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const [, , , , , refused] = answers;
    expect(refused?.body).toMatchObject({ code: 'too_many_requests' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.get('/v1/stock')).status).toBe(429);
    for (const path of ['/health', '/ready', '/metrics']) {
      // On a busy machine it may not be ready yet: what counts is that nobody is turned away.
      expect([path, (await api.get(path)).status]).not.toEqual([path, 429]);
    }
  } finally {
    await server.close();
  }
});

test('no limit is none', async () => {
  const server = await startApi({
    gateway: backend.gateway,
    host: '127.0.0.1',
    port: 0,
    callerRequests: 0,
  });
  try {
    for (let nth = 0; nth < 30; nth += 1) {
      expect((await fetch(`${server.address}/v1/nothing`)).status).toBe(404);
    }
  } finally {
    await server.close();
  }
});
