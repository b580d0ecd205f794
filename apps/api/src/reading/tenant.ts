import type { FastifyRequest } from 'fastify';
import { defaultTenant } from '#contracts';
import { fieldProblem, shown } from '#http';

const charsMax = 64;
/**
 * What an HTTP header can carry as it is; a tenant is the first part of a key, so it has no slash.
 */
const form = /^[\x21-\x2e\x30-\x7e]+$/;

/** The tenant that a request speaks for: header `oms-tenant`, `default` where none is given. */
export const tenantOf = ({ headers }: FastifyRequest): string => {
  const given = headers['oms-tenant'];
  if (given === undefined) return defaultTenant;
  if (typeof given === 'string' && given.length <= charsMax && form.test(given)) return given;
  throw fieldProblem('tenant_invalid', {
    field: 'oms-tenant', got: shown(given),
    expected: `1 to ${charsMax} visible ASCII characters without '/'`,
  });
};
