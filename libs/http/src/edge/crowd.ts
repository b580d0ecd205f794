import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { takesJson } from '../reading/media.js';
import { edgeLimits } from './limits.js';

/** The connections of one caller: the one that has moved last is the last. */
type Connections = Set<Socket>;

/**
 * So many connections of one address, and some are left for others. Beyond that a new one takes
 * the place of the one that waits longest for its caller: it rests, or its body does not end. So
 * whoever keeps connections without using them keeps nobody out, and not itself.
 */
export const boundConnectionsOfOne = (server: FastifyInstance): void => {
  const callers = new Map<string, Connections>();
  const asked = new WeakMap<Socket, FastifyRequest>();

  const waitsForCaller = (socket: Socket): boolean => {
    const request = asked.get(socket);
    return request === undefined || (!request.raw.complete && takesJson(request));
  };
  const moved = (socket: Socket): void => {
    const its = callers.get(socket.remoteAddress ?? '');
    if (its?.delete(socket) === true) its.add(socket);
  };

  server.server.on('connection', (socket: Socket) => {
    const who = socket.remoteAddress ?? '';
    const its: Connections = callers.get(who) ?? new Set();
    callers.set(who, its);
    if (its.size >= edgeLimits.connectionsOfOneMax) {
      const given = [...its].find(waitsForCaller) ?? socket;
      given.destroy();
      its.delete(given);
    }
    if (socket.destroyed) return;
    its.add(socket);
    socket.once('close', () => {
      its.delete(socket);
      if (its.size === 0 && callers.get(who) === its) callers.delete(who);
    });
  });

  server.addHook('onRequest', (request, reply, done) => {
    const {
      raw: { socket },
    } = request;
    asked.set(socket, request);
    moved(socket);
    reply.raw.once('close', () => {
      if (asked.get(socket) === request) asked.delete(socket);
      moved(socket);
    });
    done();
  });
};
