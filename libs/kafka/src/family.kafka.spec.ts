import { setTimeout as sleep } from 'node:timers/promises';
import { ownershipContract, positionsContract } from '#ports/contract';
import { makeTopics, ownOptions, removeAll, shareBroker } from '../test/cluster.js';
import { openKafka } from './open-kafka.js';

shareBroker();

positionsContract('kafka', async () => {
  const options = ownOptions();
  await makeTopics(options, ['oms.inventory.events', 'oms.shipping.events']);
  let family = await openKafka(options);
  return {
    positions: family.positions,
    reopen: async () => {
      await family.close();
      family = await openKafka(options);
      return family.positions;
    },
    close: async () => {
      await family.close();
      await removeAll(options);
    },
  };
});

ownershipContract('kafka', async () => {
  const options = ownOptions();
  const family = await openKafka(options);
  return {
    ownership: family.ownership,
    pass: (ms) => sleep(ms),
    close: async () => {
      await family.close();
      await removeAll(options);
    },
  };
});
