import { unless } from '../not-run.js';

/** Why no server can be killed, emptied or reconfigured here; undefined where one can. */
export const whyNoneOwn = (): string | undefined => {
  const given = ['KAFKA_BROKERS', 'REDIS_URL'].some((each) => process.env[each] !== undefined);
  return given ? 'needs own servers' : undefined;
};

/**
 * Tests that kill, empty or reconfigure a server: only on servers that they started themselves.
 * Where servers are given they print `not run: NAME (needs own servers)` and are counted apart.
 */
export const ownServers = (name: string, tests: () => void): void =>
  unless(whyNoneOwn(), name, () => describe(name, tests));
