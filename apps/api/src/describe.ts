import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from './api.module.js';
import { openApiOf } from './docs/document.js';

/** The OpenAPI document of this edge, with no backend behind it. */
export const describeApi = async (): Promise<OpenAPIObject> => {
  const app = await NestFactory.create(ApiModule.over(), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  try {
    return openApiOf(app);
  } finally {
    await app.close();
  }
};
