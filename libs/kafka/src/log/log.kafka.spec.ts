import { setTimeout as sleep } from 'node:timers/promises';
import { logContract } from '#ports/contract';
import { makeTopics, ownOptions, removeAll, shareBroker } from '../../test/cluster.js';
import { openLogs } from '../open-kafka.js';
import { kafkaLimits } from '../client/options.js';

shareBroker();

const failOnCrash = (reason: string): void => {
  throw new Error(`crashed: ${reason}`);
};
const topic = 'oms.orders.events';

logContract('kafka', async ({ partitions, appendBytesMax }) => {
  const options = ownOptions({ partitions });
  await makeTopics(options, [topic], {
    'max.message.bytes': `${appendBytesMax + kafkaLimits.encodingBytesMax}`,
  });
  let logs = openLogs(options, failOnCrash);
  return {
    log: logs.log(topic, appendBytesMax),
    now: () => Date.now(),
    pass: (ms) => sleep(ms),
    reopen: async () => {
      await logs.close();
      logs = openLogs(options, failOnCrash);
      return logs.log(topic, appendBytesMax);
    },
    close: async () => {
      await logs.close();
      await removeAll(options);
    },
  };
});
