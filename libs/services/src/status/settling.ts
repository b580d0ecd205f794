import { eventsTopic, inboxTopic, positionName } from '#runtime';
import type { Ports, Settling } from '#runtime';
import type { Generations } from '#ports';
import { serviceModules } from '../register.js';

/** What has to stand still for everything to have settled. */
export const settlingOf = ({
  logs,
  positions,
  generations,
}: Pick<Ports, 'logs' | 'positions'> & { readonly generations: Generations }): Settling => {
  return {
    positions,
    generations,
    services: serviceModules.map(({ name, inputs, sources }) => ({
      service: name,
      inbox: logs(inboxTopic(name)),
      events: logs(eventsTopic(name)),
      inputs: inputs.map(({ source, topic, isSameKey }) => ({
        source,
        events: logs(topic),
        isSameKey,
      })),
      intakes: sources.map(({ source, topic }) => ({
        positionName: positionName(name, source),
        source: logs(topic),
      })),
    })),
  };
};
