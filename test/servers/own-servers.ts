import { notRun } from '../not-run.js';

/**
 * Tests that kill, empty or reconfigure a server: only on servers that they started themselves.
 * Where servers are given they print `not run: NAME (needs own servers)` and are counted apart.
 */
export const ownServers = (name: string, tests: () => void): void => {
  const given = ['KAFKA_BROKERS', 'REDIS_URL'].some((each) => process.env[each] !== undefined);
  if (!given) {
    describe(name, tests);
    return;
  }
  notRun(name, 'needs own servers');
  describe(name, () => {
    it(`not run: ${name}`, () => undefined);
  });
};
