import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames } from '#services';
import type { PartitionStatus } from '#services';
import { openScene } from './scene.js';
import type { Scene } from './scene.js';
import { ownServers } from './own-servers.js';
import { nothingLost, rolledBrokenMax, stockUp } from './under-load.js';
import type { UnderLoad } from './under-load.js';

jest.setTimeout(300_000);

const sharedMsMax = 60_000;
const lookMs = 200;
/** Of those whose requests the killed copy was answering. */
const killedBrokenMax = 100;

ownServers('copies of one process, each with all roles', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ copies: 2, sessionTimeoutMs: 6_000 });
    await stockUp(scene);
  });
  afterAll(() => scene?.stop());

  const expectNothingLost: UnderLoad = (run, act, more) => nothingLost(scene, run, act, more);

  /** The copies that have each partition, of any role. */
  const holders = async (): Promise<readonly ReadonlySet<string | undefined>[]> => {
    const [api = ''] = scene.deployment.apis;
    const response = await fetch(`${api}/v1/status`);
    const { partitions } = (await response.json()) as { readonly partitions: PartitionStatus[] };
    const by = new Map<number, Set<string | undefined>>();
    for (const { partition, worker } of partitions) {
      by.set(partition, (by.get(partition) ?? new Set()).add(worker));
    }
    return [...by.values()];
  };

  it('share the partitions; all roles of a partition are in the same copy', async () => {
    let held = await holders();
    const areAlike = (): boolean =>
      held.every((each) => each.size === 1) &&
      new Set(held.flatMap((each) => [...each])).size === 2;
    for (const end = performance.now() + sharedMsMax; !areAlike() && performance.now() < end;) {
      await pause(lookMs);
      held = await holders();
    }
    expect(held.map((each) => [...each])).toEqual(
      Array(4).fill([expect.stringMatching(/^oms@.*:\d+$/)]),
    );
    expect(new Set(held.flatMap((each) => [...each])).size).toBe(2);
  });

  it('answer what an operator decides where they have it, and else say who has', async () => {
    const answers = await Promise.all(
      scene.deployment.apis.flatMap((api) =>
        serviceNames.map(async (service) => {
          const path = `/v1/partitions/${service}/0/resume`;
          const response = await fetch(`${api}${path}`, { method: 'POST' });
          const { code } = (await response.json()) as { readonly code: string };
          return `${response.status} ${code}`;
        }),
      ),
    );
    expect(answers.toSorted()).toEqual([
      ...serviceNames.map(() => '409 not_halted'),
      ...serviceNames.map(() => '409 partition_elsewhere'),
    ]);
  });

  it('one after another, orderly: nothing is lost, nobody hears more than "later"', () =>
    expectNothingLost(
      'copies-rolling',
      async () => {
        const { deployment } = scene;
        for (const index of [0, 1]) {
          const began = performance.now();
          expect(await deployment.end('oms', index)).toBe(0);
          expect(performance.now() - began).toBeLessThan(10_000);
          await deployment.restart('oms', index);
          await deployment.ready();
        }
      },
      { brokenMax: rolledBrokenMax },
    ));

  it('killed: the other takes over, nothing is lost, doubled or oversold', () =>
    expectNothingLost(
      'copies-killed',
      async () => {
        const { deployment } = scene;
        for (const index of [0, 1]) {
          await deployment.kill('oms', index);
          await pause(1_000);
          await deployment.restart('oms', index);
          await deployment.ready();
        }
      },
      { brokenMax: killedBrokenMax },
    ));
});
