import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from './problems/problem.js';
import type { Problem } from './problems/problem.js';
import { sendProblem } from './problem.filter.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const scheme = /^bearer +/i;

/** Whether a client can send it: RFC 6750 §2.1. */
export const isBearerToken = (text: string): boolean => /^[A-Za-z0-9._~+/-]+=*$/.test(text);

export const bearerTokenForm =
  'a bearer token: A-Z a-z 0-9 . _ ~ + / -, and = at its end; make ' +
  'one with `openssl rand -hex 32`';

/**
 * By the route that answers, as an address may be written in many ways; unknown ones by their text.
 */
const isBelow = (path: string, { routeOptions: { url: route }, url }: FastifyRequest): boolean =>
  (route ?? url).startsWith(path);

/** Answers requests below `path` with the problem that `find` names. */
const refuseBelow = (
  server: FastifyInstance,
  path: string,
  find: (request: FastifyRequest) => Problem | undefined,
): void => {
  server.addHook('onRequest', (request, reply, done) => {
    const found = isBelow(path, request) ? find(request) : undefined;
    if (found === undefined) done();
    else sendProblem(reply, found);
  });
};

const unauthorized = (): Problem =>
  problem('unauthorized', 'expected Authorization: Bearer <token>', {
    errors: [{ field: 'authorization', expected: 'Bearer and the token of this installation' }],
    headers: { 'www-authenticate': 'Bearer' },
  });

/**
 * Everything below `path` needs the token, compared without telling by time how much of it was
 * right.
 */
export const requireBearer = (server: FastifyInstance, path: string, token: string): void => {
  const wanted = digest(token);
  refuseBelow(server, path, ({ headers: { authorization = '' } }) => {
    const given = digest(authorization.replace(scheme, ''));
    const right = scheme.test(authorization) && timingSafeEqual(given, wanted);
    return right ? undefined : unauthorized();
  });
};

/**
 * What stands below `path` needs the token; where none is set it is answered on a loopback address
 * alone, as else anybody could call it.
 */
export const requireTrust = (
  server: FastifyInstance,
  path: string,
  { host, token }: { readonly host: string; readonly token?: string },
): void => {
  if (token !== undefined) requireBearer(server, path, token);
  else if (!isLoopback(host)) {
    refuseBelow(server, path, () =>
      problem(
        'token_not_set',
        `this process listens on ${host} and has no token: ` +
          'set OMS_API_TOKEN to the bearer token that callers shall send, ' +
          'or OMS_HOST to a loopback address (127.0.0.1)',
      ),
    );
  }
};

/** Why the API does not listen on `host` with this token; undefined where it does. */
export const tokenMissing = (host: string, token: string | undefined): string | undefined =>
  (token !== undefined && token !== '') || isLoopback(host)
    ? undefined
    : 'without OMS_API_TOKEN the API listens on a loopback address only (127.0.0.1), not on ' +
      `${host}: set OMS_API_TOKEN to the bearer token that callers shall send`;

/** Whether an address can be reached from this machine alone; of names, `localhost` can. */
export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === 'localhost' || bare === '::1' || bare === '0:0:0:0:0:0:0:1';
};
