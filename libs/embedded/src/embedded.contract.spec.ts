import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#ports';
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
import { openEmbedded } from './open-embedded.js';
import type { Embedded } from './open-embedded.js';
import { soleOwnership, systemClock, systemRandom } from './machine/system.js';

const pass = (ms: number): Promise<void> =>
  systemClock.wakeAt(systemClock.now() + ms, new AbortController().signal);

/** A data directory of its own; `reopen` closes what is open and opens it again. */
const directory = async (partitions = 2, clock: Clock = systemClock) => {
  const path = mkdtempSync(join(tmpdir(), 'embedded-'));
  let embedded = await openEmbedded(path, { partitions, clock });
  return {
    embedded,
    reopen: async (): Promise<Embedded> => {
      await embedded.close();
      embedded = await openEmbedded(path, { partitions, clock });
      return embedded;
    },
    close: async () => {
      await embedded.close();
      rmSync(path, { recursive: true });
    },
  };
};

logContract('embedded', async ({ partitions, appendBytesMax }) => {
  let behindMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() - behindMs };
  const { embedded, reopen, close } = await directory(partitions, clock);
  const topic = 'oms.orders.events';
  return {
    log: embedded.log(topic, appendBytesMax),
    now: () => clock.now(),
    pass,
    turnBack: (ms) => {
      behindMs += ms;
    },
    reopen: async () => (await reopen()).log(topic, appendBytesMax),
    close,
  };
});
statesContract('embedded', async () => {
  const { embedded, reopen, close } = await directory();
  return { states: embedded.states, reopen: async () => (await reopen()).states, close };
});
positionsContract('embedded', async () => {
  const { embedded, reopen, close } = await directory();
  return { positions: embedded.positions, reopen: async () => (await reopen()).positions, close };
});

const openViews = async () => {
  const { embedded, reopen, close } = await directory();
  const { generations } = embedded;
  return { generations, reopen: async () => (await reopen()).generations, close };
};
projectionsContract('embedded', openViews);
generationsContract('embedded', openViews);

clockContract('embedded', () => ({ clock: systemClock, pass }));
ownershipContract('embedded', () => ({ ownership: soleOwnership, pass }));
randomContract('embedded', () => systemRandom);
