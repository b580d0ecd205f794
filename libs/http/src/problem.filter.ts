import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StoreUnavailable } from '#ports';
import { ViewsUnavailable } from '#runtime';
import { bodyTooLarge } from './problems/limits.js';
import { wrongMedia } from './reading/media.js';
import { methodsAt } from './routes.js';
import { Problem, problem } from './problems/problem.js';

/** What the server itself found before a route was reached, by its status. */
const frameworkProblem = (status: number, request: FastifyRequest): Problem | undefined => {
  switch (status) {
    case 400:
      return problem('bad_request', 'the body is not as the headers say', {
        errors: [{ field: 'content-length', expected: 'the number of bytes of the body' }],
      });
    case 413:
      return bodyTooLarge();
    case 415:
      return wrongMedia(request);
    default:
      return undefined;
  }
};

/** The router could not read the address. */
export const badUrl = (): Problem =>
  problem('bad_url', 'the path is not percent-encoded UTF-8, or a part of it is too long', {
    errors: [{ field: 'path', expected: 'percent-encoded UTF-8' }],
  });

const statusIn = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown =
    typeof error === 'object' && error !== null && 'statusCode' in error
      ? error.statusCode
      : undefined;
  return typeof status === 'number' ? status : 500;
};

const unknownRoute = ({ method, url }: FastifyRequest): Problem => {
  const [path = ''] = url.split('?');
  const allowed = methodsAt(path);
  if (allowed.length === 0) {
    const without = path.replace(/\/+$/, '');
    const meant = methodsAt(without).length > 0 ? `; ${without} without the slash at its end` : '';
    return problem('not_found', `nothing answers ${method} ${path}${meant}`);
  }
  return problem('method_not_allowed', `expected ${allowed.join(' or ')}, not ${method}`, {
    headers: { allow: allowed.join(', ') },
  });
};

/** Whatever was thrown, as the problem that the caller shall read. */
export const problemOf = (error: unknown, request: FastifyRequest): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof ViewsUnavailable) {
    return problem('views_unavailable', error.message, { headers: { 'retry-after': '1' } });
  }
  if (error instanceof StoreUnavailable) {
    return problem('unavailable', error.message, { headers: { 'retry-after': '1' } });
  }
  const status = statusIn(error);
  // Of files below /docs: the address leads out of them.
  const isNowhere = status === 404 || status === 403;
  const known = isNowhere ? unknownRoute(request) : frameworkProblem(status, request);
  return known ?? problem('internal', 'the request could not be answered; it was logged');
};

export const sendProblem = (reply: FastifyReply, { document, headers }: Problem): void => {
  void reply
    .status(document.status)
    .headers(headers)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(document);
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const found = problemOf(error, request);
    if (found.document.code === 'internal') {
      this.#log.error(error instanceof Error ? error.stack : String(error));
    }
    if (reply.sent) return;
    sendProblem(reply, found);
  }
}
