import type { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type {
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify';
import { boundAnswers } from './edge/answers.js';
import { bodyOf } from './edge/body.js';
import { boundRequests, connectionOptions } from './edge/connections.js';
import { badUrl, sendProblem } from './problem.filter.js';
import { bodyBytesMax } from './problems/limits.js';
import { readJson } from './reading/json.js';
import { json, takesJson, wrongMedia } from './reading/media.js';
import { rememberRoutes } from './routes.js';

/** A SKU of 128 characters, each percent-encoded as up to four bytes. */
const parameterCharsMax = 2_048;

/** No body is none, whatever its type: whether one is wanted, the route says. */
const readBodies = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(json, async (request: FastifyRequest, body: Readable) => {
    if (!takesJson(request)) throw wrongMedia(request);
    const whole = await bodyOf(request, body);
    return whole.length === 0 ? undefined : readJson(whole);
  });
};

const frameworkErrors = (_error: Error, _request: FastifyRequest, reply: FastifyReply): void =>
  sendProblem(reply, badUrl());

/** How a server of ours ends: the rest is the same for all of them. */
type Closing = Pick<
  FastifyHttpOptions<RawServerDefault>,
  'forceCloseConnections' | 'return503OnClosing'
>;

/**
 * A server for Nest (`bodyParser: false`) that reads JSON bodies and nothing else. Beside the
 * `ProblemFilter`, whatever cannot be answered is told as a problem document.
 */
export const problemAdapter = (ending: Closing): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    frameworkErrors,
    ...connectionOptions,
    ...ending,
    routerOptions: { maxParamLength: parameterCharsMax },
  });
  const server: FastifyInstance = adapter.getInstance();
  rememberRoutes(server);
  boundRequests(server);
  boundAnswers(server);
  readBodies(server);
  return adapter;
};
