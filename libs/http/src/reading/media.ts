import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { fieldProblem, shown } from '../problems/problem.js';
import type { Problem } from '../problems/problem.js';

export const json = 'application/json';

/** The route takes bodies of this type alone; where nothing is said it takes JSON. */
export const Takes = (media: string): MethodDecorator => RouteConfig({ media });

const mediaOf = ({ routeOptions }: FastifyRequest): string => {
  const config: object = routeOptions.config ?? {};
  return 'media' in config && typeof config.media === 'string' ? config.media : json;
};

export const takesJson = (request: FastifyRequest): boolean => mediaOf(request) === json;

/** The body is of another type than the route takes. */
export const wrongMedia = (request: FastifyRequest): Problem =>
  fieldProblem('unsupported_media_type', {
    field: 'content-type',
    expected: mediaOf(request),
    got: shown(request.headers['content-type'] ?? 'nothing'),
  });
