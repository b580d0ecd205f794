import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from '../problems/problem.js';
import { sendProblem } from '../problem.filter.js';
import { edgeLimits } from './limits.js';
import { isProbe } from './probes.js';

type Counting = (
  request: FastifyRequest,
) => Promise<{ readonly isExceeded: boolean; readonly ttlInSeconds: number }>;

/**
 * So many requests of one address within a window (`edgeLimits.callerWindowMs`); the rest is told
 * when to come again. 0: no limit.
 */
export const limitCallers = async (server: FastifyInstance, most: number): Promise<void> => {
  if (most === 0) return;
  const { callerWindowMs: timeWindow, callersMax: cache } = edgeLimits;
  await server.register(rateLimit, { global: false, max: most, timeWindow, cache });
  const count = server.getDecorator<() => Counting>('createRateLimit')();
  server.addHook('onRequest', async (request, reply) => {
    if (isProbe(request)) return;
    const found = await count(request);
    if (!found.isExceeded) return;
    const seconds = timeWindow / 1_000;
    sendProblem(
      reply,
      problem(
        'too_many_requests',
        `${request.ip} may send ${most} requests in ${seconds} seconds (OMS_CALLER_REQUESTS)`,
        { headers: { 'retry-after': String(found.ttlInSeconds) } },
      ),
    );
    return reply;
  });
};
