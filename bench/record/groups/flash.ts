import { outcomeOf } from '../child.js';
import { inTurns } from '../turns.js';
import type { Group } from './group.js';

const requestsAll = 200_000;
const unitsAll = 10_000;

/** The same number of requests for one SKU, and for all of them alike; embedded. */
export const flashGroup: Group = {
  name: 'flash',
  title: 'flash sale',
  async measure(settings, say) {
    const requests = Math.ceil(requestsAll * settings.scale);
    const units = Math.ceil(unitsAll * settings.scale);
    const given = (seed: number): string[] => [
      ...['rush', '--requests', String(requests), '--units', String(units)],
      ...['--window', String(settings.window), '--seed', String(seed)],
    ];
    const repetitions = await inTurns(
      [
        { name: 'rush', measure: (at) => outcomeOf(given(settings.seed + at)) },
        { name: 'evenly', measure: (at) => outcomeOf([...given(settings.seed + at), '--evenly']) },
      ],
      settings.repetitions,
      say,
    );
    return { repetitions, notRun: {} };
  },
};
