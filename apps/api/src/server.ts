import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '#services';
import { ApiModule } from './api.module.js';
import { requireBearer } from './bearer.js';
import { ndjson } from './bulk/bulk.js';
import { openApiOf } from './docs/document.js';
import { prepareLeaving } from './leaving.js';
import { Metrics } from './operations/metrics.js';
import { bodyBytesMax } from './problems/limits.js';
import { ProblemFilter, badUrl, sendProblem } from './problems/problem.filter.js';
import { readJson } from './reading/json.js';
import { rememberRoutes } from './routes.js';

/** A SKU of 128 characters, each percent-encoded as up to four bytes. */
const parameterCharsMax = 2_048;

export interface ServerOptions {
  readonly desk: Desk;
  readonly token?: string;
  /** Where errors of ours are told; nothing else is logged. */
  readonly logger?: LoggerService;
}

const streamed = [ndjson, 'application/ndjson', 'application/jsonl'];

const readBodies = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(
    'application/json', { parseAs: 'buffer' },
    (_request, body, done) => {
      try {
        done(null, readJson(body));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  );
  server.addContentTypeParser(streamed, (_request, body, done) => done(null, body));
};

const frameworkErrors = (_error: Error, _request: FastifyRequest, reply: FastifyReply): void =>
  sendProblem(reply, badUrl());

/** The edge, wired and initialised, not listening yet. */
export const createServer = async (
  { desk, token, logger }: ServerOptions,
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax, frameworkErrors,
    // What comes while the server goes is answered as ever (leaving.ts).
    forceCloseConnections: 'idle', return503OnClosing: false,
    routerOptions: { maxParamLength: parameterCharsMax },
  });
  const server: FastifyInstance = adapter.getInstance();
  rememberRoutes(server);
  prepareLeaving(server);
  readBodies(server);
  if (token !== undefined) requireBearer(server, token);
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.over(desk), adapter, {
    bodyParser: false, logger: logger ?? ['error', 'fatal'], abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  app.get(Metrics).observe(server);
  // Relative: whoever tries it out in a browser calls the port that served the page.
  const here = { url: '/', about: 'where this page came from' };
  SwaggerModule.setup('docs', app, () => openApiOf(app, here), {
    jsonDocumentUrl: 'docs/openapi.json',
  });
  await app.init();
  return app;
};
