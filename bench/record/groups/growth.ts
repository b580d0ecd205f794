import { errorText } from '#kernel';
import type { Growth } from '../../growth/growth.js';
import { benchProgram, documentOf, givenOf } from '../child.js';
import { loadNow } from '../machine.js';
import type { Repetition } from '../runs.js';
import type { Settings } from '../settings.js';
import type { Group } from './group.js';

const ordersAll = 1_000_000;
const minutesMax = 120;

const grown = async ({ scale, window, seed }: Settings): Promise<Repetition> => {
  const before = loadNow();
  const loadBefore = { early: before, late: before };
  try {
    const { early, late } = await documentOf<Growth>({
      program: benchProgram,
      given: givenOf('growth', { orders: Math.ceil(ordersAll * scale), window, seed }),
      minutesMax,
    });
    if (late.faults.length === 0) return { loadBefore, outcomes: { early, late }, failures: {} };
    return { loadBefore, outcomes: {}, failures: { late: late.faults.join('; ') } };
  } catch (error) {
    const why = errorText(error);
    return { loadBefore, outcomes: {}, failures: { late: why } };
  }
};

/** Once: it compares itself with what it was before, in one long run. */
export const growthGroup: Group = {
  name: 'growth',
  title: 'growth, embedded, once',
  async measure(settings, say) {
    const repetition = await grown(settings);
    for (const [name, { figures }] of Object.entries(repetition.outcomes)) {
      say(`${name} ${JSON.stringify(figures)}`);
    }
    for (const [name, why] of Object.entries(repetition.failures)) {
      say(`${name} counts for nothing: ${why}`);
    }
    return { repetitions: [repetition], notRun: {} };
  },
};
