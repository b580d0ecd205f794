/** A store of one service that a spec writes by itself. */
import type { Projections, Position } from '#ports';
import { beginning } from '../src/log/acceptance.js';
import { ViewQueries } from '../src/views/reading/queries.js';
import { virtualClock, memoryGenerations } from '#simulation';
import { began } from './history.js';

export const partitions = 3;

export const viewStore = async () => {
  const clock = virtualClock(began);
  const generations = memoryGenerations();
  await generations.flip('shop', 1, 'fold');
  const queries = new ViewQueries('shop', partitions, generations, clock);
  const at = (generation: number): Promise<Projections> =>
    generations.open('shop', generation, partitions);
  const write = async (
    changes: Partial<Parameters<Projections['apply']>[1]>,
    partition = 0,
    generation = 1,
    inbox?: number,
  ): Promise<void> => {
    const views = await at(generation);
    const from = await views.cursor(partition);
    const before = from ?? beginning;
    const to: Position = {
      ...before,
      offset: before.offset + 1,
      chain: before.chain + 1,
      inbox: inbox ?? before.inbox + 1,
    };
    await views.apply(partition, {
      from,
      to,
      documents: [],
      remove: [],
      insert: [],
      counters: new Map(),
      ...changes,
    });
  };
  return { clock, generations, queries, write, at };
};
