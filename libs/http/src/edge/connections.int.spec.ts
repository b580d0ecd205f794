import { setTimeout as pause } from 'node:timers/promises';
import { TestServer } from '../../test/server.js';
import { edgeLimits } from './limits.js';

const begun: string[] = [];
let open = 0;
let openMost = 0;
let server: TestServer;

beforeAll(async () => {
  server = await TestServer.open((routes) => {
    routes.get('/slow/:name', async (request) => {
      const { name } = request.params as { readonly name: string };
      begun.push(name);
      open += 1;
      openMost = Math.max(openMost, open);
      await pause(20);
      open -= 1;
      return { name };
    });
    routes.get('/large', async () => 'x'.repeat(edgeLimits.answerBytesMin));
  });
});
afterAll(() => server.close());

const get = (path: string, last = false): string =>
  `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${last ? 'connection: close\r\n' : ''}\r\n`;

/** Statuses in the order of their answers. */
const statusesIn = (said: string): readonly number[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

describe('requests that come before the answer of an earlier one', () => {
  it('are answered one after the other, in their order', async () => {
    begun.length = 0;
    openMost = 0;
    const names = ['a', 'b', 'c', 'd'];
    const said = await server.raw(names.map((name) => get(`/slow/${name}`, name === 'd')).join(''));
    expect(statusesIn(said)).toEqual([200, 200, 200, 200]);
    expect([...said.matchAll(/\{"name":"(\w)"\}/g)].map(([, name]) => name)).toEqual(names);
    expect([begun, openMost]).toEqual([names, 1]);
  });

  it('do not wait for those of other connections', async () => {
    openMost = 0;
    await Promise.all(['e', 'f', 'g'].map((name) => server.send({ path: `/slow/${name}` })));
    expect(openMost).toBeGreaterThan(1);
  });

  it('are refused beyond a number, with the last answer of the connection', async () => {
    const said = await server.raw(
      get('/slow/z') + get('/nowhere').repeat(edgeLimits.aheadMax + 50),
    );
    const statuses = statusesIn(said);
    expect(statuses[0]).toBe(200);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(503);
    expect(statuses).toHaveLength(edgeLimits.aheadMax + 1);
    expect(said).toMatch(/connection: close[\s\S]*ask this one and those behind it again/i);
  });

  it('that nobody waits for any more are not begun', async () => {
    begun.length = 0;
    const gone = new AbortController();
    const first = fetch(`http://127.0.0.1:${server.port}/slow/first`, { signal: gone.signal });
    const ended = first.catch(() => 'gone');
    await pause(5);
    gone.abort();
    expect(await ended).toBe('gone');
    await server.send({ path: '/slow/next' });
    expect(begun.at(-1)).toBe('next');
  });
});

describe('what is no request', () => {
  it('is told so as a problem, and the connection ends', async () => {
    const said = await server.raw('this is no HTTP\r\n\r\n');
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).toContain('content-type: application/problem+json');
    expect(said).toContain('"code":"bad_request"');
  });

  it('has more headers than are read', async () => {
    const header = `x-long: ${'x'.repeat(edgeLimits.headerBytesMax)}\r\n`;
    const said = await server.raw(`GET /slow/a HTTP/1.1\r\nhost: localhost\r\n${header}\r\n`);
    expect(said).toMatch(/^HTTP\/1\.1 431 /);
    expect(said).toContain(`more than ${edgeLimits.headerBytesMax} bytes`);
  });

  it('states a length that its body does not have', async () => {
    const head = 'POST /slow/a HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n';
    expect(await server.raw(head)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('large answers', () => {
  it('are sent as long as there is room for them in memory', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.send({ path: '/large' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
