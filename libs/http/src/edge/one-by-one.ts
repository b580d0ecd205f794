import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problem } from '../problems/problem.js';
import { sendProblem } from '../problem.filter.js';
import { edgeLimits } from './limits.js';

/** What was asked on one connection and is not answered yet, in its order. */
interface Pipeline {
  unanswered: number;
  readonly waiting: (() => void)[];
}

const tooManyAhead = () =>
  problem(
    'busy',
    `more than ${edgeLimits.aheadMax} requests wait on this connection for an answer before ` +
      'theirs; ask this one and those behind it again',
    { headers: { 'retry-after': '1', connection: 'close' } },
  );

/**
 * Whoever asks before the answer of an earlier request has left (pipelining) waits for it: the
 * answers of one connection are made one after the other, as fast as they are read. So many may
 * wait; the next one is told and the connection ends with it.
 */
export const answerOneByOne = (server: FastifyInstance): void => {
  const lines = new WeakMap<Socket, Pipeline>();
  let unanswered = 0;

  const answered = (line: Pipeline, count: number): void => {
    line.unanswered -= count;
    unanswered -= count;
  };
  const lineOf = (socket: Socket): Pipeline => {
    const known = lines.get(socket);
    if (known !== undefined) return known;
    const line: Pipeline = { unanswered: 0, waiting: [] };
    lines.set(socket, line);
    socket.once('close', () => {
      answered(line, line.unanswered);
      line.waiting.length = 0;
    });
    return line;
  };

  server.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    if (socket.destroyed) return;
    const line = lineOf(socket);
    answered(line, -1);
    // Even those that nobody will answer take memory until the connection has ended.
    if (line.unanswered > 1 && unanswered > edgeLimits.aheadOfAllMax) return void socket.destroy();
    if (line.unanswered > edgeLimits.aheadMax + 1) return;
    reply.raw.once('close', () => {
      if (socket.destroyed) return;
      answered(line, 1);
      line.waiting.shift()?.();
    });
    const isLast = line.unanswered > edgeLimits.aheadMax;
    if (isLast) socket.pause();
    const begin = isLast ? () => sendProblem(reply, tooManyAhead()) : done;
    if (line.unanswered === 1) begin();
    else line.waiting.push(begin);
  });
};
