import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance, RawServerDefault } from 'fastify';
import { problem } from '../problems/problem.js';
import type { Problem } from '../problems/problem.js';
import { sendProblem } from '../problem.filter.js';
import { takesJson } from '../reading/media.js';
import { beginInBursts } from './bursts.js';
import { boundConnectionsOfOne } from './crowd.js';
import { edgeLimits } from './limits.js';
import { answerOneByOne } from './one-by-one.js';

const closing = { connection: 'close' } as const;

const tooSlow = (what: string, ms: number): Problem =>
  problem('too_slow', `the ${what} did not come within ${ms / 1_000} seconds`, {
    headers: closing,
  });

/** What the parser of requests found, before there was one. */
const unreadable = ({ code }: NodeJS.ErrnoException): Problem => {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return tooSlow('headers', edgeLimits.headersMsMax);
    case 'HPE_HEADER_OVERFLOW':
      return problem(
        'headers_too_large',
        `the address and the headers take more than ${edgeLimits.headerBytesMax} bytes together`,
      );
    default:
      return problem('bad_request', 'this is no HTTP request');
  }
};

const tell = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const { document } = unreadable(error);
    const body = JSON.stringify(document);
    socket.write(
      [
        `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}`,
        'content-type: application/problem+json',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }
  socket.destroySoon();
};

/** How a server of ours treats connections. */
export const connectionOptions: FastifyHttpOptions<RawServerDefault> = {
  connectionTimeout: edgeLimits.silentMsMax,
  maxRequestsPerSocket: edgeLimits.requestsAConnectionMax,
  clientErrorHandler: tell,
  http: {
    headersTimeout: edgeLimits.headersMsMax,
    connectionsCheckingInterval: edgeLimits.lookMs,
    maxHeaderSize: edgeLimits.headerBytesMax,
  },
};

/** Who only keeps a connection gives it up before somebody else finds none. */
const boundConnections = (server: Server): void => {
  server.maxConnections = edgeLimits.connectionsMax;
  const crowded = edgeLimits.connectionsMax * 0.9;
  let connected = 0;
  server.on('connection', (socket: Socket) => {
    connected += 1;
    socket.once('close', () => {
      connected -= 1;
    });
    if (connected >= crowded) server.closeIdleConnections();
  });
};

const hasBody = (headers: NodeJS.Dict<string | string[]>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Cuts off whoever does not end the body that was begun, whether anybody reads it or not. */
const cutSlowBodies = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (!hasBody(raw.headers) || !takesJson(request)) return done();
    const late = setTimeout(() => {
      if (raw.complete) return;
      if (!reply.sent) sendProblem(reply, tooSlow('body', edgeLimits.bodyMsMax));
      setTimeout(() => raw.socket.destroy(), edgeLimits.lookMs).unref();
    }, edgeLimits.bodyMsMax);
    late.unref();
    for (const end of ['end', 'close']) raw.once(end, () => clearTimeout(late));
    done();
  });
};

/** Bounds what connections may cost a server. */
export const boundRequests = (server: FastifyInstance): void => {
  boundConnections(server.server);
  answerOneByOne(server);
  boundConnectionsOfOne(server);
  beginInBursts(server);
  cutSlowBodies(server);
};
