import { errorText } from '#kernel';
import { endOf, eventsTopic } from '#runtime';
import type { BackendPorts } from '#services';
import { within } from './within.js';

const answerMsMax = 5_000;

const faultOf = async (server: string, ask: Promise<unknown>): Promise<readonly string[]> => {
  try {
    return await within(
      ask.then(() => []),
      answerMsMax,
      () => [`${server}: no answer within ${answerMsMax} ms`],
    );
  } catch (error) {
    return [`${server}: ${errorText(error)}`];
  }
};

/** Asks Kafka and Redis something small; who does not answer is named, with the reason. */
export const unreachableServers = async ({
  logs,
  generations,
}: Pick<BackendPorts, 'logs' | 'generations'>): Promise<readonly string[]> =>
  (
    await Promise.all([
      faultOf('Kafka', endOf(logs(eventsTopic('orders')), 0)),
      faultOf('Redis', generations.current('orders')),
    ])
  ).flat();
