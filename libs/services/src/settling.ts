import type { NumberKeys } from '#kernel';
import { eventsTopic, inboxTopic, positionName } from '#runtime';
import type { Ports, Settling } from '#runtime';
import type { Generations } from '#ports';
import { servicesWith } from './catalogue.js';
import { serviceNames } from './desk.js';

/** What has to stand still for everything to have settled. */
export const settlingOf = (
  { logs, positions, generations }:
  Pick<Ports, 'logs' | 'positions'> & { readonly generations: Generations },
): Settling => {
  const services = servicesWith(noKeys);
  return {
    positions, generations,
    services: serviceNames.map((name) => {
      const { reactions, channels } = services[name];
      const sources = [
        ...Object.keys(reactions).map((source) => ({ source, topic: eventsTopic(source) })),
        ...Object.keys(channels ?? {}).map((topic) => ({ source: topic, topic })),
      ];
      return {
        service: name, inbox: logs(inboxTopic(name)), events: logs(eventsTopic(name)),
        intakes: sources.map(({ source, topic }) =>
          ({ positionName: positionName(name, source), source: logs(topic) })),
      };
    }),
  };
};

/** Who listens to whom does not depend on the key of the numbers. */
const noKeys: NumberKeys = { epochs: [] };
