import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from './problems/problem.js';
import { sendProblem } from './problems/problem.filter.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const inner = '/v1';
const scheme = /^bearer +/i;

/**
 * By the route that answers, as an address may be written in many ways; unknown ones by their text.
 */
const isInner = ({ routeOptions: { url: route }, url }: FastifyRequest): boolean =>
  (route ?? url).startsWith(inner);

/**
 * Everything under /v1 needs the token, compared without telling by time how much of it was right.
 */
export const requireBearer = (server: FastifyInstance, token: string): void => {
  const wanted = digest(token);
  server.addHook('onRequest', (request, reply, done) => {
    const { authorization = '' } = request.headers;
    const given = digest(authorization.replace(scheme, ''));
    const right = scheme.test(authorization) && timingSafeEqual(given, wanted);
    if (right || !isInner(request)) {
      done();
      return;
    }
    sendProblem(reply, problem('unauthorized', 'expected Authorization: Bearer <token>', {
      errors: [{ field: 'authorization', expected: 'Bearer and the token of this installation' }],
      headers: { 'www-authenticate': 'Bearer' },
    }));
  });
};

/** Whether an address can be reached from this machine alone. */
export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === 'localhost' || bare === '::1' || bare === '0:0:0:0:0:0:0:1';
};
