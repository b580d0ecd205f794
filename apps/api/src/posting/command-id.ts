import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { fieldProblem, shown } from '#http';
import { keyOf, sha256Hex } from '#kernel';
import { tenantOf } from '../reading/tenant.js';

const keyForm = /^[\x21-\x7e]{1,200}$/;
const digestChars = 32;

const digestOf = (content: unknown): string =>
  sha256Hex(JSON.stringify(content)).slice(0, digestChars);

const idCharsMax = 512;

/** An id made of names: readable as long as an inbox takes it, else their digest. */
export const idOf = (...names: readonly string[]): string => {
  const id = keyOf(...names);
  return id.length <= idCharsMax ? id : sha256Hex(id);
};

/** The client's own name for this attempt, where it gives one (header `Idempotency-Key`). */
const givenKey = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && keyForm.test(key)) return key;
  throw fieldProblem('parameter_invalid', {
    field: 'idempotency-key',
    expected: '1 to 200 visible ASCII characters',
    got: shown(key),
  });
};

/**
 * Under which id a command is posted. With the client's key a retry of the same body is the same
 * command, and another body a conflict; without one every request is a command of its own.
 */
export const commandId = (request: FastifyRequest, route: string): string => {
  const key = givenKey(request);
  if (key === undefined) return `http:${randomUUID()}`;
  return idOf('http', tenantOf(request), route, key);
};

/**
 * A placing is named by its reference and its body: a retry is the same command, another body
 * another one, which the order then calls a conflict.
 */
export const placingId = (
  tenant: string,
  { channel, channelRef }: { readonly channel: string; readonly channelRef: string },
  body: unknown,
): string => keyOf('place', tenant, channel, channelRef, digestOf(body));
