import type { FastifyRequest } from 'fastify';
import { defaultTenant, misfit } from '#contracts';
import { fieldProblem, shown } from '#http';

/** The tenant that a request speaks for: header `oms-tenant`, `default` where none is given. */
export const tenantOf = ({ headers }: FastifyRequest): string => {
  const { 'oms-tenant': given = defaultTenant } = headers;
  const tenant = typeof given === 'string' ? given : '';
  const expected = misfit('tenant', tenant);
  if (expected === undefined) return tenant;
  throw fieldProblem('tenant_invalid', { field: 'oms-tenant', expected, got: shown(given) });
};
