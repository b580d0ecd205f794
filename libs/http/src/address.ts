import type { Server } from 'node:net';

/** Where a server listens that was asked for `port`: for 0 the one that was free. */
export const portOf = (server: Server, port: number): number => {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : port;
};

/** As people and clients write it, without a path: `http://127.0.0.1:3000`, `http://[::1]:3000`. */
export const addressOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
