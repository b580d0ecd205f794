import type { FastifyReply, FastifyRequest } from 'fastify';
import { fieldProblem, shown } from '#http';
import { parseToken } from '#runtime';
import { serviceNames } from '#services';
import type { Gateway, ServiceName } from '#services';
import { leavingSignal } from '../leaving.js';

/**
 * A request that waits holds a socket. A longer wait is shortened to this and not refused: a
 * preference is no demand (RFC 7240), and who waited in vain asks again.
 */
const waitSecondsMax = 10;
const tokensMax = 1_000;
const msPerSecond = 1_000;

const seconds = (text: string, field: string): number => {
  const value = Number(text);
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Math.min(value, waitSecondsMax);
  throw fieldProblem('parameter_invalid', {
    field,
    expected: `seconds to wait, such as 2 or 0.5; at most ${waitSecondsMax} are waited`,
    got: shown(text),
  });
};

/** Milliseconds of `Prefer: wait=N` (RFC 7240); undefined where the header asks for no wait. */
export const preferredWaitMs = ({ headers }: FastifyRequest): number | undefined => {
  const { prefer } = headers;
  if (prefer === undefined) return undefined;
  for (const preference of [prefer].flat().join(',').split(/[,;]/)) {
    const [name = '', value = ''] = preference.split('=');
    if (name.trim().toLowerCase() === 'wait') {
      return seconds(value.trim().replace(/^"(.*)"$/, '$1'), 'prefer') * msPerSecond;
    }
  }
  return undefined;
};

/** Milliseconds of `?wait=N`, else of the header, else `otherwise`. */
export const waitMsOf = (
  request: FastifyRequest,
  wait: string | undefined,
  otherwise: number,
): number => {
  if (wait !== undefined) return seconds(wait, 'wait') * msPerSecond;
  return preferredWaitMs(request) ?? otherwise;
};

/** How long somebody waits, and whether still. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface PostToken {
  readonly service: ServiceName;
  readonly partition: number;
  readonly offset: number;
}

const isServiceName = (name: string): name is ServiceName =>
  serviceNames.some((each) => each === name);

const tokenOf = (text: string, gateway: Gateway): PostToken => {
  const token = parseToken(text);
  if (token !== undefined && isServiceName(token.service) && token.partition < gateway.partitions) {
    return { ...token, service: token.service };
  }
  throw fieldProblem('token_invalid', {
    field: 'after',
    expected: 'a token that a post gave back, such as orders.3.1207',
    got: shown(text),
  });
};

/** The tokens of `?after=…`, which may stand several times. */
export const tokensOf = (
  after: string | readonly string[] | undefined,
  gateway: Gateway,
): readonly PostToken[] => {
  const texts = after === undefined ? [] : [after].flat();
  if (texts.length > tokensMax) {
    throw fieldProblem('token_invalid', {
      field: 'after',
      expected: `at most ${tokensMax} tokens`,
    });
  }
  return texts.map((text) => tokenOf(text, gateway));
};

/**
 * Aborts when the caller hangs up (or has its answer), so that nobody waits for nobody, and where
 * the server goes.
 */
export const hangUp = (reply: FastifyReply): AbortSignal => {
  const { raw } = reply;
  const controller = new AbortController();
  const end = (): void => controller.abort();
  const leaving = leavingSignal(reply);
  if (raw.destroyed || leaving?.aborted === true) end();
  leaving?.addEventListener('abort', end, { once: true });
  raw.once('close', () => {
    leaving?.removeEventListener('abort', end);
    end();
  });
  return controller.signal;
};
