/**
 * One caller asks for large answers without reading them, many on one connection (pipelining) and
 * on many connections, against the built program: it lives, and tells that it does.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expectVerified, folder, serve } from '../../acceptance/oms-process.js';
import type { Served } from '../../acceptance/oms-process.js';

jest.setTimeout(300_000);

/** A probe that hears nothing for so long is one of a process that hangs. */
const probeMsMax = 4_000;
const data = folder();
let served: Served;
let port: number;
const numbers: string[] = [];

beforeAll(async () => {
  served = await serve(data);
  port = Number(new URL(served.address).port);
  const lines = Array.from({ length: 2_000 }, (_, at) => ({
    sku: `S${at}`,
    node: 'main',
    quantity: '1',
    unitPrice: '1.00',
    name: 'a name of this good, some words of it '.repeat(3),
  }));
  for (let at = 0; at < 4; at += 1) {
    const answer = await fetch(`${served.address}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=10' },
      body: JSON.stringify({ channel: 'web', channelRef: `P-${at}`, currency: 'EUR', lines }),
    });
    const placed = (await answer.json()) as { readonly omsNumber: string };
    numbers.push(placed.omsNumber);
  }
  await settled();
});
afterAll(() => served.kill());

const settled = async (): Promise<void> => {
  const answer = await fetch(`${served.address}/v1/settled?wait=10`);
  const state = (await answer.json()) as { readonly settled?: boolean };
  if (state.settled !== true) await settled();
};

const asking = (path: string, times: number): Socket => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(times));
  return socket;
};

const large = (): string => `/v1/orders/${numbers[0]}`;

/** Health answers at once, all the time. */
const expectAlive = async (times: number): Promise<void> => {
  for (let nth = 0; nth < times; nth += 1) {
    const answer = await fetch(`${served.address}/health`, {
      signal: AbortSignal.timeout(probeMsMax),
    });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    await pause(100);
  }
  expect(served.child.exitCode).toBeNull();
};

/** What came on a connection that is read to its end, or until so many answers came. */
const answersOn = async (socket: Socket, count: number): Promise<readonly string[]> => {
  const statuses: string[] = [];
  let tail = '';
  socket.setEncoding('latin1').on('data', (text) => {
    const seen = tail + String(text);
    for (const [, status = ''] of seen.matchAll(/HTTP\/1\.1 (\d{3}) /g)) statuses.push(status);
    tail = seen.slice(-12).replaceAll('HTTP/1.1', '');
    if (statuses.length >= count) socket.end();
  });
  // `once` would fail on a reset, which is one of the ways in which a server cuts off.
  await new Promise((resolve) => {
    socket.on('close', resolve);
  });
  return statuses;
};

const expectAliveUnread = async (
  connections: number,
  times: number,
  path: () => string,
): Promise<void> => {
  const sockets = Array.from({ length: connections }, () => asking(path(), times).pause());
  await expectAlive(20);
  for (const socket of sockets) socket.destroy();
  await expectAlive(1);
};

test('400 and 1,000 requests on a connection that nobody reads', async () => {
  await expectAliveUnread(1, 400, large);
  await expectAliveUnread(1, 1_000, large);
});

test('300 requests on one connection are answered one after the other', async () => {
  const answers = answersOn(asking(large(), 300), 300);
  await expectAlive(10);
  expect(await answers).toEqual(Array.from({ length: 300 }, () => '200'));
});

test('who asks too much ahead is told, and what was asked before is answered', async () => {
  const answers = await answersOn(asking('/v1/stock/main/none', 3_000), 3_000);
  expect(answers.at(-1)).toBe('503');
  expect(answers.slice(0, -1)).toEqual(Array.from({ length: 1_000 }, () => '404'));
});

test.each([
  ['orders', large],
  ['lists', () => '/v1/orders?limit=500'],
  ['timelines', () => `/v1/orders/${numbers[1]}/timeline?limit=500`],
])('large %s on 300 connections, 20 each, that nobody reads', async (_, path) => {
  await expectAliveUnread(300, 20, path);
});

test('the books are right', async () => {
  await settled();
  await served.kill('SIGTERM');
  await expectVerified(data, 4);
});
