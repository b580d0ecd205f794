/** A server as every process of ours has it, with routes of a spec's own, on a port of its own. */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { guardServer } from '../src/edge/guard.js';
import type { Guarded } from '../src/edge/guard.js';
import { problemAdapter } from '../src/index.js';
import { problemOf, sendProblem } from '../src/problem.filter.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** What the text says, where it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as it stands; several pieces are sent one after the other. */
  readonly body?: string | readonly (string | Uint8Array)[];
}

export class TestServer {
  private constructor(
    readonly fastify: FastifyInstance,
    readonly port: number,
  ) {}

  /** `routes` are added before it listens; without `guarded` it lets everybody in. */
  static async open(
    routes: (server: FastifyInstance) => void,
    guarded?: Guarded,
  ): Promise<TestServer> {
    const server: FastifyInstance = problemAdapter({ forceCloseConnections: true }).getInstance();
    if (guarded !== undefined) await guardServer(server, guarded);
    server.setErrorHandler((error, asked, reply) => sendProblem(reply, problemOf(error, asked)));
    server.setNotFoundHandler((asked, reply) =>
      sendProblem(reply, problemOf({ statusCode: 404 }, asked)),
    );
    routes(server);
    await server.listen({ port: 0, host: '127.0.0.1' });
    return new TestServer(server, (server.server.address() as AddressInfo).port);
  }

  async close(): Promise<void> {
    await this.fastify.close();
  }

  /** One request on a connection of its own; `node:http` sends headers that fetch does not. */
  async send({ method = 'GET', path = '/', headers = {}, body = [] }: Sent): Promise<Answer> {
    const { port } = this;
    const sent = request({ port, method, path, headers, host: '127.0.0.1', agent: false });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.on('error', () => undefined);
    for (const piece of [body].flat()) {
      await new Promise((done) => {
        sent.write(piece, done);
      });
    }
    sent.end();
    const [answer] = await answered;
    const pieces: Buffer[] = [];
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    await once(answer, 'close');
    const text = Buffer.concat(pieces).toString('utf8');
    return { status: answer.statusCode ?? 0, headers: answer.headers, text, body: parsed(text) };
  }

  /** Everything that comes back for these bytes, until the connection ends. */
  async raw(...bytes: readonly string[]): Promise<string> {
    const socket = connect(this.port, '127.0.0.1').setEncoding('utf8');
    let said = '';
    socket.on('data', (text) => {
      said += String(text);
    });
    socket.on('error', () => undefined);
    for (const some of bytes) socket.write(some);
    await once(socket, 'close');
    return said;
  }
}

const parsed = (text: string): Answer['body'] => {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return {};
  }
};
