import { givenOf, outcomeOf } from '../child.js';
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
    const given = (at: number): Record<string, number> => ({
      requests,
      units,
      window: settings.window,
      seed: settings.seed + at,
    });
    const participants = [
      { name: 'rush', measure: (at: number) => outcomeOf(givenOf('rush', given(at))) },
      {
        name: 'evenly',
        measure: (at: number) => outcomeOf(givenOf('rush', { ...given(at), evenly: true })),
      },
    ];
    const repetitions = await inTurns(participants, settings.repetitions, say);
    return { repetitions, notRun: {} };
  },
};
