import { eventsTopic, inboxTopic, positionName } from '#runtime';
import type { Ports, Settling } from '#runtime';
import type { Generations } from '#ports';
import { servicesWith } from '../catalogue.js';
import { serviceNames } from '../gateway.js';
import type { ServiceName } from '../gateway.js';

/** What has to stand still for everything to have settled. */
export const settlingOf = ({
  logs,
  positions,
  generations,
}: Pick<Ports, 'logs' | 'positions'> & { readonly generations: Generations }): Settling => {
  return {
    positions,
    generations,
    services: serviceNames.map((name) => ({
      service: name,
      inbox: logs(inboxTopic(name)),
      events: logs(eventsTopic(name)),
      intakes: sourcesOf(name).map(({ source, topic }) => ({
        positionName: positionName(name, source),
        source: logs(topic),
      })),
    })),
  };
};

/** Who listens to whom does not depend on the key of the numbers. */
const services = servicesWith({ epochs: [] });

/** Whom a service listens to: a service's name or a channel's topic, and where that is read. */
export const sourcesOf = (
  service: ServiceName,
): readonly { readonly source: string; readonly topic: string }[] => {
  const { reactions, channels } = services[service];
  return [
    ...Object.keys(reactions).map((source) => ({ source, topic: eventsTopic(source) })),
    ...Object.keys(channels ?? {}).map((topic) => ({ source: topic, topic })),
  ];
};
