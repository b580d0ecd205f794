import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const keepAliveMs = 60_000;

/** As kafkajs's own, but that no small request waits for the acknowledgement of the one before. */
export const connectSocket: ISocketFactory = ({ host, port, ssl, onConnect }): Socket => {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl
    ? connectSecurely({ host, port, ...named, ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  // While a broker is down kafkajs lets go of the same dead socket at every attempt.
  return socket.setNoDelay(true).setKeepAlive(true, keepAliveMs).setMaxListeners(0);
};
