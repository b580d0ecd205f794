import type { FastifyRequest } from 'fastify';
import { defaultTenant, readText } from '#contracts';
import { fieldProblem, shown } from '#http';

/** The tenant that a request speaks for: header `oms-tenant`, `default` where none is given. */
export const tenantOf = ({ headers }: FastifyRequest): string => {
  const { 'oms-tenant': given = defaultTenant } = headers;
  const { text, expected } = readText('tenant', typeof given === 'string' ? given : '');
  if (text !== undefined) return text;
  throw fieldProblem('tenant_invalid', { field: 'oms-tenant', expected, got: shown(given) });
};
