/**
 * One caller keeps as many connections and streams open as it can, against the built program:
 * others are served meanwhile, and so is whatever else it asks.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { folder, serve } from '../../acceptance/oms-process.js';
import type { Served } from '../../acceptance/oms-process.js';

jest.setTimeout(180_000);

const other = '127.0.0.2';
let served: Served;
let port: number;
beforeAll(async () => {
  served = await serve(folder());
  port = Number(new URL(served.address).port);
});
afterAll(() => served.kill());

interface Said {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asked on a connection of its own. */
const asked = async (
  path: string,
  { from = '127.0.0.1', type = 'application/json', body = '' } = {},
): Promise<Said> => {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    localAddress: from,
    agent: false,
    timeout: 10_000,
    ...(body !== '' && { method: 'POST', headers: { 'content-type': type } }),
  });
  sent.on('timeout', () => sent.destroy(new Error(`nothing came of ${path}`)));
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer) };
};

const opened = async (count: number, first: string): Promise<readonly Socket[]> => {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(first);
    return socket;
  });
  await pause(500);
  return sockets;
};

const row = JSON.stringify({
  kind: 'stock',
  id: 'r',
  tenant: 'default',
  node: 'main',
  sku: 'A',
  message: { type: 'stock.receive', data: { receipts: [{ id: 'r', quantity: '1' }] } },
});

test.each([
  [
    'send a byte of a body',
    'POST /v1/orders HTTP/1.1\r\nhost: localhost\r\n' +
      'content-type: application/json\r\ncontent-length: 900\r\n\r\n{',
  ],
  ['send a part of a header', 'GET /v1/orders HTTP/1.1\r\nhost: loc'],
  ['rest', 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n'],
])('1,200 connections that %s', async (_, first) => {
  const sockets = await opened(1_200, first);
  for (const from of ['127.0.0.1', other]) {
    expect(await asked('/health', { from })).toMatchObject({ status: 200 });
    expect(await asked('/v1/stock', { from })).toMatchObject({ status: 200 });
    const receipt = { from, body: '{"quantity":"1"}' };
    expect(await asked('/v1/stock/main/A/receipts', receipt)).toMatchObject({ status: 202 });
  }
  for (const socket of sockets) socket.destroy();
});

test('80 streams of blank lines', async () => {
  const sockets = await opened(
    80,
    'POST /v1/bulk HTTP/1.1\r\nhost: localhost\r\n' +
      'content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n1\r\n\n\r\n',
  );
  const stream = { type: 'application/x-ndjson', body: row };
  const sent = await asked('/v1/bulk', { ...stream, from: other });
  expect(sent).toMatchObject({ status: 200, body: expect.stringContaining('"token"') });
  expect(await asked('/v1/bulk', stream)).toMatchObject({ status: 503 });
  // Blank lines are no rows: a stream of nothing else ends, whatever still comes.
  const dripping = setInterval(() => {
    for (const socket of sockets) socket.write('1\r\n\n\r\n');
  }, 5_000);
  let status: number | undefined = 503;
  for (let tries = 0; tries < 60 && status === 503; tries += 1) {
    await pause(1_000);
    ({ status } = await asked('/v1/bulk', stream));
  }
  clearInterval(dripping);
  expect(status).toBe(200);
  for (const socket of sockets) socket.destroy();
});
