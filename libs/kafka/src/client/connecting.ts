import type { ConnectionPool } from 'kafkajs/src/cluster/index.js';

const guarded = new WeakSet<ConnectionPool>();

/**
 * K16: where two requests find a connection closed, kafkajs opens it twice, keeps one socket and
 * reads what both receive into one buffer. Here the second waits for the first.
 */
export const connectOnce = (pool: ConnectionPool): void => {
  if (guarded.has(pool)) return;
  guarded.add(pool);
  const connect = pool.getConnection.bind(pool);
  const connecting = new Map<number, Promise<object>>();
  pool.getConnection = (index = 0) => {
    const known = connecting.get(index);
    if (known !== undefined) return known;
    const connected = connect(index).finally(() => connecting.delete(index));
    connecting.set(index, connected);
    return connected;
  };
};
