import { sideNames } from '../../sides/register.js';
import { buildsGroup } from './builds.js';
import { cloneGroup } from './clone.js';
import { flashGroup } from './flash.js';
import type { Group } from './group.js';
import { growthGroup } from './growth.js';
import { kafkaGroup } from './kafka.js';

/** In the order in which they are measured. */
export const groups: readonly Group[] = [
  kafkaGroup(1, sideNames),
  kafkaGroup(3, ['ours', 'streams', 'streams-10'], 'its three brokers start in the chaos stage'),
  flashGroup,
  buildsGroup('embedded', 'embedded, orders of one line', 1),
  buildsGroup('lines', 'embedded, orders of 27 lines', 27),
  growthGroup,
  cloneGroup,
];
