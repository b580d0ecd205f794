import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import {
  guardServer,
  problemAdapter,
  ProblemFilter,
  requireBearer,
  takesJson,
  wrongMedia,
} from '#http';
import type { Guarded } from '#http';
import type { Gateway } from '#services';
import { ApiModule } from './api.module.js';
import { ndjson } from './bulk/bulk.js';
import { openApiOf } from './docs/document.js';
import { prepareLeaving } from './leaving.js';
import { jsonOf } from './lists/written.js';
import { Metrics } from './metrics.js';

export interface ServerOptions {
  readonly gateway: Gateway;
  readonly token?: string;
  readonly guarded: Guarded;
  /** Where errors of ours are told; nothing else is logged. */
  readonly logger?: LoggerService;
}

const streamed = [ndjson, 'application/ndjson', 'application/jsonl'];

const readStreams = (server: FastifyInstance): void => {
  server.addContentTypeParser(streamed, (request, body, done) =>
    takesJson(request) ? done(wrongMedia(request)) : done(null, body),
  );
};

/** The edge, wired and initialised, not listening yet. */
export const createServer = async ({
  gateway,
  token,
  guarded,
  logger,
}: ServerOptions): Promise<NestFastifyApplication> => {
  // What comes while the server goes is answered as ever (leaving.ts).
  const adapter = problemAdapter({ forceCloseConnections: 'idle', return503OnClosing: false });
  const server: FastifyInstance = adapter.getInstance();
  server.setReplySerializer(jsonOf);
  prepareLeaving(server);
  readStreams(server);
  await guardServer(server, guarded);
  if (token !== undefined) requireBearer(server, '/v1', token);
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.over(gateway), adapter, {
    bodyParser: false,
    logger: logger ?? ['error', 'fatal'],
    abortOnError: false,
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
