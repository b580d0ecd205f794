import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { Server as ListeningServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply } from 'fastify';

const leavingLimits = {
  /** Callers that keep their connection learn with an answer that it ends. */
  tellMs: 2_000,
  lookMs: 25,
  /** Who waits for a view is then answered `pending`; who is still not done is cut off. */
  waitMsMax: 3_000,
  cutOffMs: 6_000,
} as const;

interface Leaving {
  readonly waits: AbortController;
  begun: boolean;
}

const leaving = new WeakMap<object, Leaving>();

/** A server that can go without cutting off who asks. */
export const prepareLeaving = (server: FastifyInstance): void => {
  const state: Leaving = { waits: new AbortController(), begun: false };
  setMaxListeners(0, state.waits.signal);
  leaving.set(server.server, state);
  server.addHook('onSend', async (_request, reply) => {
    if (state.begun) void reply.header('connection', 'close');
  });
};

/** Aborts once a server that goes no longer lets anybody wait. */
export const leavingSignal = ({ server }: FastifyReply): AbortSignal | undefined =>
  leaving.get(server.server)?.waits.signal;

/** Takes no new connection, but leaves those that there are; resolves when all have ended. */
const closedListener = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    // Not http's own `close`, which also cuts those off who just wrote on a connection at rest.
    ListeningServer.prototype.close.call(server, () => resolve());
  });

const connectionsOf = (server: Server): Promise<number> =>
  promisify(server.getConnections.bind(server))();

/** Until every connection had an answer that ends it, or rests. */
const everybodyReported = async (server: Server): Promise<void> => {
  for (const until = performance.now() + leavingLimits.tellMs; performance.now() < until;) {
    if ((await connectionsOf(server)) === 0) return;
    await pause(leavingLimits.lookMs);
  }
  await nextTurn();
};

/**
 * Stops accepting, says with an answer on each connection that it ends, answers what was asked;
 * then `close`s. Whoever keeps a connection asks on it first, and is refused on a new one: both
 * can be asked again elsewhere, a connection that breaks under a request could not.
 */
export const leave = async (
  { server }: FastifyInstance,
  close: () => Promise<void>,
): Promise<void> => {
  const state = leaving.get(server);
  if (state !== undefined) state.begun = true;
  const timers = [
    setTimeout(() => state?.waits.abort(), leavingLimits.waitMsMax),
    setTimeout(() => server.closeAllConnections(), leavingLimits.cutOffMs),
  ];
  try {
    // Right behind a look at the network: a connection that waits to be taken would break.
    await nextTurn();
    const ended = closedListener(server);
    await everybodyReported(server);
    server.closeIdleConnections();
    await ended;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
  await close();
};
