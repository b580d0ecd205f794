import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply } from 'fastify';

const leavingLimits = {
  /** Callers that keep their connection learn with an answer that it ends. */
  tellMs: 500, lookMs: 25,
  /** Who waits for a view is then answered `pending`; who is still not done is cut off. */
  waitMsMax: 3_000, cutOffMs: 6_000,
} as const;

interface Leaving { readonly waits: AbortController; begun: boolean }

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

/** Until every connection had an answer that ends it, or rests. */
const everybodyTold = async (server: Server): Promise<void> => {
  const connections = promisify(server.getConnections.bind(server));
  for (const until = performance.now() + leavingLimits.tellMs; performance.now() < until;) {
    if (await connections() === 0) return;
    await pause(leavingLimits.lookMs);
  }
  // After a time without a turn, a connection looks at rest whose request has not been read.
  await nextTurn();
};

/**
 * Says on each connection that it ends, stops accepting (by `close`, which resolves when all
 * connections have ended), answers what was asked.
 */
export const leave = async (
  { server }: FastifyInstance, close: () => Promise<void>,
): Promise<void> => {
  const state = leaving.get(server);
  if (state !== undefined) state.begun = true;
  await everybodyTold(server);
  const timers = [
    setTimeout(() => state?.waits.abort(), leavingLimits.waitMsMax),
    setTimeout(() => server.closeAllConnections(), leavingLimits.cutOffMs),
  ];
  try {
    await close();
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
};
