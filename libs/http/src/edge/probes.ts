import type { FastifyRequest } from 'fastify';

const probes: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);

/** What machines ask for again and again, and must not be refused. */
export const isProbe = ({ routeOptions: { url } }: FastifyRequest): boolean =>
  probes.has(url ?? '');
