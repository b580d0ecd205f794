import { startServers } from '#servers';
import { countFromHere } from '../../flow/processes.js';
import { sides } from '../../sides/register.js';
import type { SideName } from '../../sides/register.js';
import { givenOf, outcomeOf } from '../child.js';
import type { Settings } from '../settings.js';
import { inTurns } from '../turns.js';
import type { Group } from './group.js';

const givenFor = (
  name: SideName,
  brokers: 1 | 3,
  seed: number,
  settings: Settings,
): readonly string[] => {
  const [command = '', ...options] = givenOf('side', {
    brokers,
    seed,
    'warm-up-seconds': settings.warmUpSeconds,
    seconds: settings.seconds,
    window: settings.window,
    rate: settings.rate,
    'latency-seconds': settings.latencySeconds,
    'rest-seconds': settings.restSeconds,
  });
  return [command, name, ...options];
};

/** The same orders for every side, on the same servers, each under names of its own. */
export const kafkaGroup = (
  brokers: 1 | 3,
  names: readonly SideName[],
  notQuick?: string,
): Group => ({
  name: `kafka-${brokers}`,
  title: brokers === 1 ? 'one broker' : 'three brokers, three replicas',
  ...(notQuick !== undefined && { notQuick }),
  async measure(settings, say) {
    const notRun: Record<string, string> = {};
    const running: SideName[] = [];
    for (const name of names) {
      const why = await sides[name].whyNot();
      if (why === undefined) running.push(name);
      else notRun[name] = why;
    }
    const servers = await startServers({ brokers, lasting: true, say });
    countFromHere();
    const environment = {
      KAFKA_BROKERS: servers.brokers.join(','),
      REDIS_URL: servers.redisUrl ?? '',
    };
    try {
      const participants = running.map((name) => ({
        name,
        measure: (repetition: number) =>
          outcomeOf(givenFor(name, brokers, settings.seed + repetition, settings), environment),
      }));
      return { repetitions: await inTurns(participants, settings.repetitions, say), notRun };
    } finally {
      await servers.stop();
    }
  },
});
