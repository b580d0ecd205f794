/** What the processes are told: where the servers are, and under which names of this run. */
const wanted = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const prefix = wanted('PREFIX');
export const brokers = wanted('KAFKA_BROKERS').split(',');
export const redisUrl = wanted('REDIS_URL');

export const topic = (name: string): string => `${prefix}${name}`;
export const key = (kind: string, id: string): string => `${prefix}${kind}:${id}`;
