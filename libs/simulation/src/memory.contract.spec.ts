import {
  clockContract,
  generationsContract,
  logContract,
  ownershipContract,
  positionsContract,
  projectionsContract,
  randomContract,
  statesContract,
} from '#ports/contract';
import { seededRandom } from './dice.js';
import { memoryLog } from './memory-log.js';
import { memoryGenerations } from './memory-projections.js';
import { memoryPositions, memoryStates } from './memory-states.js';
import { alwaysMine } from './ownership.js';
import { virtualClock } from './virtual-clock.js';

const start = Date.parse('2026-01-05T10:00:00Z');
const nothingToClose = async (): Promise<void> => undefined;

logContract('simulated', async (shape) => {
  const clock = virtualClock(start);
  const log = memoryLog({ topic: 'oms.orders.events', clock, ...shape });
  return {
    log,
    now: () => clock.now(),
    pass: clock.advance,
    turnBack: (ms) => clock.jump(clock.now() - ms),
    close: nothingToClose,
  };
});
statesContract('simulated', async () => ({ states: memoryStates(), close: nothingToClose }));
positionsContract('simulated', async () => ({
  positions: memoryPositions(),
  close: nothingToClose,
}));

const openViews = async () => ({ generations: memoryGenerations(), close: nothingToClose });
projectionsContract('simulated', openViews);
generationsContract('simulated', openViews);

clockContract('simulated', () => {
  const clock = virtualClock(start);
  return { clock, pass: clock.advance };
});
ownershipContract('simulated', () => {
  const clock = virtualClock(start);
  return { ownership: alwaysMine(clock), pass: clock.advance };
});
randomContract('simulated', () => seededRandom(7));
