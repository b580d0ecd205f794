/**
 * What one caller can do to all others by requests that are allowed, against the built program:
 * the process lives, others are answered, and about as fast as before.
 */
import { once, setMaxListeners } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { folder, serve } from '../acceptance/oms-process.js';
import type { Served } from '../acceptance/oms-process.js';

jest.setTimeout(300_000);

let served: Served;
let port: number;
beforeAll(async () => {
  served = await serve(folder());
  port = Number(new URL(served.address).port);
  await largeOrders(largeMax);
  await sampled(20);
});
afterAll(() => served.kill('SIGTERM'));

const largeMax = 12;
const json = { 'content-type': 'application/json' };
const post = (path: string, body: unknown): Promise<Response> =>
  fetch(served.address + path, {
    method: 'POST', headers: { ...json, prefer: 'wait=10' }, body: JSON.stringify(body) });

/** Orders of as many lines as an order may have. */
const largeOrders = async (count: number): Promise<void> => {
  const lines = Array.from({ length: 2_000 }, (_, at) => ({
    line: String(at + 1), sku: `S-${at % 50}`, node: 'main', quantity: '1', unitPrice: '1.00' }));
  for (let at = 0; at < count; at += 1) {
    const { status } = await post('/v1/orders', {
      channel: 'web', channelRef: `L-${at}`, currency: 'EUR', lines });
    expect(status).toBeLessThan(300);
  }
  for (let settled = false; !settled;) {
    const state = await (await fetch(`${served.address}/v1/settled?wait=10`)).json() as
      { readonly settled: boolean };
    ({ settled } = state);
  }
};

/** Half of so many small readings and posts took less, in milliseconds. */
const sampled = async (count: number): Promise<number> => {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const began = performance.now();
    const { status } = at % 2 === 0
      ? await fetch(`${served.address}/v1/stock/main/S-1`)
      : await fetch(`${served.address}/v1/stock/main/T/receipts`, {
          method: 'POST', headers: json, body: '{"quantity":"1"}' });
    expect(status).toBeLessThan(300);
    took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
};

/**
 * Others beside this are answered at half the usual pace or better, judged with room for a machine
 * that does other work as well.
 */
const besides = async <T>(attack: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const usual = await sampled(60);
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const attacked = attack(over.signal);
  await pause(100);
  const meanwhile = await sampled(60);
  over.abort();
  const came = await attacked;
  const figures = { usualMs: usual.toFixed(1), meanwhileMs: meanwhile.toFixed(1) };
  process.stderr.write(`${expect.getState().currentTestName}: ${JSON.stringify(figures)}\n`);
  expect(meanwhile).toBeLessThan(8 * usual + 50);
  expect(served.child.exitCode).toBeNull();
  expect((await fetch(`${served.address}/health`)).status).toBe(200);
  return came;
};

test('400 requests that wait for 850 posts each', async () => {
  const agent = new Agent({ maxSockets: 400 });
  const far = Array.from({ length: 850 }, (_, at) => `orders.0.${at + 100_000}`).join('&after=');
  const answered = await besides(async (signal) => {
    const asked = Array.from({ length: 400 }, (_, at) => new Promise<boolean>((resolve) => {
      const path = at % 2 === 0 ? '/v1/settled' : '/v1/stock/main/S-1';
      const sent = request(`${served.address}${path}?wait=3&after=${far}`, { agent, signal });
      sent.on('error', () => resolve(false));
      sent.on('response', (answer) => {
        resolve(true);
        answer.resume();
      });
      sent.end();
    }));
    return Promise.all(asked);
  });
  expect(answered).toHaveLength(400);
  agent.destroy();
});

test('lists of large orders, by several at once', async () => {
  const { body, headers } = await fetch(`${served.address}/v1/orders?limit=500`).then(
    async (answer) => ({ body: await answer.text(), headers: answer.headers }));
  expect(headers.get('content-type')).toContain('application/json');
  const { rows, next } = JSON.parse(body) as { rows: readonly unknown[]; next?: string };
  expect(body.length).toBeLessThan(4_000_000);
  expect(rows.length).toBeLessThan(largeMax);
  expect(next).toBeDefined();
  await besides(async (signal) => {
    const reader = async (): Promise<void> => {
      while (!signal.aborted) await (await fetch(`${served.address}/v1/orders?limit=500`)).text();
    };
    await Promise.all([reader(), reader()]);
  });
});

/** What it said until it was cut off. */
const untilEnd = async (socket: Socket): Promise<string> => {
  let said = '';
  socket.setEncoding('utf8').on('data', (text) => { said += text; });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return said;
};
const postTo = (path: string, type: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\n`;

test('40 connections that send a byte now and then', async () => {
  const sockets: Socket[] = [];
  const ended: Promise<string>[] = [];
  const open = (first: string, drip: string): void => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    ended.push(untilEnd(socket));
    socket.write(first);
    const dripping = setInterval(() => socket.write(drip), 500);
    socket.on('close', () => clearInterval(dripping));
  };
  const kinds = [
    ['GET /health HTTP/1.1\r\n', 'x'],
    [`${postTo('/v1/orders', 'application/json')}content-length: 500000\r\n\r\n`, '{'],
    [`${postTo('/v1/orders', 'application/json')}transfer-encoding: chunked\r\n\r\n`,
      '1\r\n{\r\n'],
    [`${postTo('/v1/nothing', 'text/plain')}content-length: 500000\r\n\r\n`, 'x'],
  ] as const;
  const began = performance.now();
  for (let nth = 0; nth < 10; nth += 1) for (const [first, drip] of kinds) open(first, drip);
  await besides(async () => undefined);
  const said = await Promise.all(ended);
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(said.filter((each) => /HTTP\/1.1 408/.test(each)).length).toBeGreaterThanOrEqual(30);
  expect(said.filter((each) => /too_slow/.test(each)).length).toBeGreaterThanOrEqual(30);
});

test('a body in as many pieces as it has bytes', async () => {
  const piece = '1\r\n \r\n';
  const pieces = Buffer.from(piece.repeat(100_000));
  const answers = await besides(() => {
    const asked = Array.from({ length: 10 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${postTo('/v1/orders', 'application/json')}transfer-encoding: chunked\r\n`
        + 'connection: close\r\n\r\n');
      socket.write(pieces);
      socket.write('0\r\n\r\n');
      return untilEnd(socket);
    });
    return Promise.all(asked);
  });
  for (const said of answers) expect(said).toMatch(/HTTP\/1.1 400/);
});

test('what is too large before it is a request is a problem document', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /v1/orders?x=${'y'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const said = await untilEnd(socket);
  expect(said).toMatch(/^HTTP\/1.1 431 /);
  expect(said).toContain('application/problem+json');
  expect(said).toContain('headers_too_large');
});
