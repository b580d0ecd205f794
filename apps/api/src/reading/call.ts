import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request, and the reply to it. */
export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
