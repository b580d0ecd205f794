import {
  clockContract,
  generationsContract,
  logContract,
  ownershipContract,
  positionsContract,
  projectionsContract,
  statesContract,
} from '#ports/contract';
import type { LogShape } from '#ports/contract';
import { noFaults } from './faults.js';
import type { SimulatedPorts } from './simulated-ports.js';
import { drained } from './virtual-clock.js';
import { createWorld } from './world.js';

let closeWorld = (): void => undefined;
afterEach(() => closeWorld());

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** A world without faults that runs by itself, and the ports of a process in it. */
const calmWorld = (seed: number, shape: Partial<LogShape> = {}) => {
  const { partitions = 2, appendBytesMax = 2 ** 20 } = shape;
  const world = createWorld(seed, {
    partitions,
    faults: noFaults,
    appendBytesMax: () => appendBytesMax,
  });
  const closing = new AbortController();
  closeWorld = () => closing.abort();
  const ports = new Promise<SimulatedPorts>((resolve) => {
    world.process('tested', async (given, signal) => {
      resolve(given);
      await untilAborted(signal);
    });
  });
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) if (!(await world.step())) await drained();
  };
  void run();
  const pass = async (ms: number): Promise<void> => {
    const { clock } = await ports;
    await clock.wakeAt(clock.now() + ms, new AbortController().signal);
  };
  return { world, ports, pass, close: async () => closeWorld() };
};

describe.each([1, 2, 3])('in a calm world of seed %i', (seed) => {
  logContract('world', async (shape) => {
    const { world, ports, pass, close } = calmWorld(seed, shape);
    const log = (await ports).log('oms.orders.events');
    return { log, now: () => world.time, pass, close };
  });
  statesContract('world', async () => {
    const { ports, close } = calmWorld(seed);
    return { states: (await ports).states, close };
  });
  positionsContract('world', async () => {
    const { ports, close } = calmWorld(seed);
    return { positions: (await ports).positions, close };
  });
  const openViews = async () => {
    const { ports, close } = calmWorld(seed);
    return { generations: (await ports).generations, close };
  };
  projectionsContract('world', openViews);
  generationsContract('world', openViews);
  clockContract('world', async () => {
    const { ports, pass } = calmWorld(seed);
    return { clock: (await ports).clock, pass };
  });
  ownershipContract('world', async () => {
    const { ports, pass } = calmWorld(seed);
    return { ownership: (await ports).ownership, pass };
  });
});
