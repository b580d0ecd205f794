import type { Position } from '#ports';
import { memoryPositions, virtualClock } from '#simulation';
import { began } from '../../test/history.js';
import { beginning } from '../log/acceptance.js';
import { Checkpoint } from './checkpoint.js';
import { limits } from '../limits.js';

const name = 'bank.intake.ledger';
const at = (offset: number): Position => ({ ...beginning, offset });

/** A reader that has come to 2 and stored that. */
const reader = async () => {
  const [clock, positions] = [virtualClock(began), memoryPositions()];
  const checkpoint = new Checkpoint(positions, clock, name, 0, undefined);
  await checkpoint.reach(at(2));
  await clock.advance(limits.checkpointMs);
  await checkpoint.reach(at(2));
  return {
    positions,
    stored: async () => (await positions.load(name, 0))?.offset,
    /** Nothing comes for so long, and the reader wakes. */
    rests: async (ms: number): Promise<void> => {
      await clock.advance(ms);
      await checkpoint.reach(at(2));
    },
  };
};

describe('the place of a reader that rests', () => {
  it('is stored again where a predecessor stored an older one late', async () => {
    const { positions, stored, rests } = await reader();
    expect(await stored()).toBe(2);
    await positions.save(name, 0, at(1));
    await rests(limits.checkpointMs);
    expect(await stored()).toBe(1);
    await rests(limits.idleWaitMs);
    expect(await stored()).toBe(2);
  });

  it('is never put back where somebody else has come further', async () => {
    const { positions, stored, rests } = await reader();
    await positions.save(name, 0, at(3));
    await rests(limits.idleWaitMs);
    expect(await stored()).toBe(3);
  });
});
