import { isIP } from 'node:net';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../bearer.js';
import { problem } from '../problems/problem.js';
import type { Problem } from '../problems/problem.js';
import { sendProblem } from '../problem.filter.js';

/** The page below /docs brings all it needs; nothing else is ever shown by a browser. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
  },
};

/** `Host` without its port: `127.0.0.1`, `[::1]`, `orders.example.org`. */
const nameIn = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

const bare = (name: string): string => name.replace(/^\[(.*)\]$/, '$1');

/**
 * Names under which a server answers. An address cannot be made to mean another machine, a name
 * can: a page of anybody's, whose name is made to mean this machine, would call it in its own name
 * (DNS rebinding).
 */
const isAllowed = (host: string, names: ReadonlySet<string>): boolean => {
  const name = nameIn(host);
  return isIP(bare(name)) !== 0 || isLoopback(name) || names.has(name);
};

const wrongHost = (host: string): Problem =>
  problem(
    'host_not_allowed',
    'this server does not answer under the name of the Host header: ' +
      'an address, localhost, the name given by --host or OMS_HOST, or one of OMS_ALLOWED_HOSTS',
    { errors: [{ field: 'host', expected: 'a name of this server', got: host.slice(0, 80) }] },
  );

const crossSite = (field: string): Problem =>
  problem('cross_site', 'a page of another site may not change anything here', {
    errors: [{ field, expected: 'a request of a page of this server, or of a program' }],
  });

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Headers that no page of another site can send without asking this server first. */
const own = ['authorization', 'idempotency-key', 'oms-tenant', 'prefer'] as const;
const asks = ({ headers }: FastifyRequest): boolean =>
  own.some((name) => headers[name]) ||
  /^application\/(json|x-ndjson|ndjson|jsonl)\b/i.test(headers['content-type'] ?? '');

/**
 * A page of this very server, by name and port; or of a name that this server is told to have,
 * where a proxy hides it.
 */
const originAllowed = (origin: string, host: string, others: ReadonlySet<string>): boolean => {
  const there = /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase();
  return there !== undefined && (there === host.toLowerCase() || others.has(nameIn(there)));
};

/** Why a state-changing request is refused: a browser says from which site it comes. */
const strangerIn = (request: FastifyRequest, others: ReadonlySet<string>): string | undefined => {
  if (safe.has(request.method)) return undefined;
  const { origin, host = '', 'sec-fetch-site': site, 'user-agent': agent = '' } = request.headers;
  if (typeof origin === 'string' && !originAllowed(origin, host, others)) return 'origin';
  if (typeof origin !== 'string' && (site === 'cross-site' || site === 'same-site')) {
    return 'sec-fetch-site';
  }
  // An old browser says nothing: without a type of ours its post may be any page's form.
  const isMute = origin === undefined && site === undefined && /^mozilla\//i.test(agent);
  return isMute && !asks(request) ? 'content-type' : undefined;
};

export interface ServerNames {
  /** Where the server listens. */
  readonly host: string;
  /** Other names under which it is called. */
  readonly allowedHosts?: readonly string[];
}

/** Refuses what pages of other sites send from a browser, and tells browsers what they may do. */
export const guardBrowsers = async (
  server: FastifyInstance,
  { host, allowedHosts = [] }: ServerNames,
): Promise<void> => {
  const others = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const names = new Set([host.toLowerCase(), ...others]);
  await server.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  server.addHook('onRequest', (request, reply, done) => {
    const { host: called } = request.headers;
    if (called !== undefined && !isAllowed(called, names)) {
      return sendProblem(reply, wrongHost(called));
    }
    const field = strangerIn(request, others);
    if (field !== undefined) return sendProblem(reply, crossSite(field));
    done();
  });
};

const hostForm = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
export const hostsForm = 'names of hosts, without ports, separated by commas';

/** `OMS_ALLOWED_HOSTS`; undefined where it is none. */
export const hostsIn = (text: string): readonly string[] | undefined => {
  const hosts = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  return hosts.every((each) => hostForm.test(each)) ? hosts : undefined;
};
