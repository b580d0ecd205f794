/** Views of a few accounts in two partitions, to rebuild and to keep up to date. */
import type { AccountEvent } from './ledger.js';
import { Projecting } from './projecting.js';
import type { Rebuild } from '../src/views/rebuild.js';
import { foldOf } from '../src/views/view.js';

export const given = ({
  view,
  log,
  generations,
  clock,
  random,
}: Projecting): Rebuild<AccountEvent> => ({ view, log, generations, clock, random });

/** Two partitions of a few accounts, shown by generation 1. */
export const shownAccounts = async (): Promise<Projecting> => {
  const world = new Projecting(2);
  await world.generations.flip('ledger', 1, foldOf(world.view));
  for (const [partition, history] of world.histories.entries()) {
    for (let each = 0; each < 6; each += 1) await history.deposit(`a${each % 3}`, each + partition);
    await (
      await world.project(partition, undefined, true)
    ).ended;
  }
  return world;
};

/** Runs work to its end on the virtual clock. */
export const ended = async <T>(world: Projecting, work: Promise<T>): Promise<T> => {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => undefined);
  for (let turn = 0; turn < 1_000 && !done; turn += 1) await world.clock.advance(50);
  return settled;
};
