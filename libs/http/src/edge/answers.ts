import type { FastifyInstance } from 'fastify';
import { problem } from '../problems/problem.js';
import { edgeLimits, Room } from './limits.js';

/**
 * Large answers wait in memory for whoever reads them slowly: together they have a bound, beyond
 * which who asks for another is told to come again.
 */
export const boundAnswers = (server: FastifyInstance): void => {
  const answers = new Room(edgeLimits.answersBytesMax);
  server.addHook('onSend', async ({ ip }, reply, payload: unknown) => {
    const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : 0;
    if (bytes < edgeLimits.answerBytesMin) return payload;
    if (answers.take(bytes, ip)) {
      reply.raw.once('close', () => answers.give(bytes, ip));
      return payload;
    }
    const { document } = problem('busy', 'too many large answers are being sent; ask again');
    void reply
      .status(document.status)
      .header('retry-after', '1')
      .type('application/problem+json')
      .removeHeader('content-length');
    return JSON.stringify(document);
  });
};
