import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { freePorts } from '#servers';
import type { AppendCut } from './append-cut.js';
import { Proxy } from './proxy.js';

const produce = (bytes: number): Buffer => {
  const frame = Buffer.alloc(6 + bytes);
  frame.writeInt32BE(2 + bytes, 0);
  return frame;
};

let server: Server;
let proxy: Proxy;
let port: number;
/** What has arrived behind the proxy; each chunk is answered by one byte. */
let arrived: Buffer;

beforeEach(async () => {
  const [front = 0, back = 0] = await freePorts(2);
  port = front;
  arrived = Buffer.alloc(0);
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      arrived = Buffer.concat([arrived, chunk]);
      socket.write('!');
    });
  });
  server.listen(back, '127.0.0.1');
  await once(server, 'listening');
  proxy = await Proxy.open({ port, to: back, kafka: true });
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

const connected = async (): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** What comes back of a request: bytes, or the end of the connection. */
const answerTo = async (socket: Socket, bytes: Buffer): Promise<string> => {
  const answer = Promise.race([
    once(socket, 'data').then(([chunk]) => String(chunk)),
    once(socket, 'close').then(() => 'closed'),
  ]);
  socket.write(bytes);
  return answer;
};

test('what comes passes, both ways', async () => {
  const socket = await connected();
  expect(await answerTo(socket, produce(100))).toBe('!');
  expect(arrived).toEqual(produce(100));
  socket.destroy();
});

test.each<[AppendCut, (length: number) => void]>([
  ['before', (length) => expect(length).toBe(0)],
  ['middle', (length) => expect(length).toBeLessThan(106)],
  ['acknowledgement', (length) => expect(length).toBe(106)],
])('an append is cut: %s', async (cut, checkLength) => {
  proxy.cutAppends([cut]);
  expect(await answerTo(await connected(), produce(100))).toBe('closed');
  checkLength(arrived.length);
  expect(proxy.appendsCut[cut]).toBe(1);
  expect(await answerTo(await connected(), produce(1))).toBe('!');
});

test('connections are cut, and others can be made', async () => {
  const socket = await connected();
  await answerTo(socket, produce(1));
  const closed = once(socket, 'close');
  expect(proxy.cut()).toBe(1);
  await closed;
  expect(await answerTo(await connected(), produce(1))).toBe('!');
});

test('a delay is waited for in each direction', async () => {
  proxy.delay(60);
  const socket = await connected();
  const began = performance.now();
  expect(await answerTo(socket, produce(1))).toBe('!');
  expect(performance.now() - began).toBeGreaterThan(110);
  proxy.delay(0);
  socket.destroy();
});

test('a cut that no append came for is forgotten', async () => {
  proxy.cutAppends(['before']);
  proxy.cutNoMore();
  expect(await answerTo(await connected(), produce(1))).toBe('!');
  expect(proxy.appendsCut).toEqual({ before: 0, middle: 0, acknowledgement: 0 });
});
