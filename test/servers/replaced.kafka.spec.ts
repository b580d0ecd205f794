import { setTimeout as pause } from 'node:timers/promises';
import { appNames } from '#services';
import { isLong } from '../acceptance/oms-process.js';
import { buyTheLast } from './last-units.js';
import { openScene, receive } from './scene.js';
import type { Scene } from './scene.js';
import { ownServers } from './own-servers.js';
import { endsOf, holdsSome, lateIn, stepsDown, takesOver, tenuresOf } from './terms.js';
import type { Terms } from './terms.js';
import { nothingLost, rolledBrokenMax, stockUp } from './under-load.js';
import type { UnderLoad } from './under-load.js';

jest.setTimeout(isLong ? 600_000 : 300_000);

const lastBuyers = 200;
const lastUnits = 100;
/** All five in the long form. */
const rolled = isLong ? appNames : (['orders', 'projections', 'api'] as const);
ownServers('services are replaced under load', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ instances: 2, sessionTimeoutMs: 6_000 });
    await stockUp(scene);
  });
  afterAll(() => scene?.stop());

  const expectNothingLost: UnderLoad = (run, act, more) => nothingLost(scene, run, act, more);

  it('sells the last 100 units to 200 buyers at once: exactly 100 get one', async () => {
    const { apis } = scene.deployment;
    const [api = ''] = apis;
    await receive(api, 'LAST', lastUnits);
    const { statuses, numbers, ends } = await buyTheLast(apis, 'LAST', lastBuyers, () =>
      scene.settle(),
    );
    expect(statuses).toEqual(Array(lastBuyers).fill(201));
    expect(numbers.size).toBe(lastBuyers);
    const { 'accepted reserved': reserved, ...short } = ends;
    expect(reserved).toBe(lastUnits);
    expect(Object.keys(short).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'accepted backordered',
      'rejected unfulfilled',
    ]);
    const response = await fetch(`${api}/v1/stock/main/LAST`);
    expect(await response.json()).toMatchObject({
      onHand: '100',
      available: '0',
      reserved: '100',
      backordered: String(short['accepted backordered']),
    });
  });

  it('one after another, orderly: nothing is lost, nobody hears more than "later"', () =>
    expectNothingLost(
      'rolling',
      async () => {
        const { deployment } = scene;
        for (const app of rolled) {
          for (const index of [0, 1]) {
            const began = performance.now();
            expect(await deployment.end(app, index)).toBe(0);
            expect(performance.now() - began).toBeLessThan(10_000);
            await deployment.restart(app, index);
            await deployment.ready();
          }
        }
      },
      { brokenMax: rolledBrokenMax },
    ));

  it('killed: the other instances take over, nothing is lost, doubled or oversold', () =>
    expectNothingLost('killed', async () => {
      const { deployment } = scene;
      for (const app of ['orders', 'inventory', 'shipping', 'projections'] as const) {
        await deployment.kill(app, 0);
        await pause(1_000);
        await deployment.restart(app, 0);
      }
      await deployment.ready();
    }));

  it('stopped past their session and continued: they step down, and are superseded', async () => {
    const { deployment, servers } = scene;
    const apps = ['orders', 'inventory'] as const;
    const pairs = apps.map(
      (app) => [deployment.instance(app, 0), deployment.instance(app, 1)] as const,
    );
    const held = new Map<string, Terms>();
    await expectNothingLost('stopped', async () => {
      for (const [old] of pairs) held.set(old.app, await holdsSome(old));
      for (const [old] of pairs) old.signal('SIGSTOP');
      for (const [old, heir] of pairs) await takesOver(heir, held.get(old.app));
      for (const [old] of pairs) old.signal('SIGCONT');
      for (const [old] of pairs) await stepsDown(old, held.get(old.app));
    });
    const { counts } = await scene.expectVerified();
    for (const app of apps) {
      const tenures = await tenuresOf(servers.brokers, app);
      const ends = endsOf(tenures, held.get(app));
      process.stdout.write(`${app}: ${JSON.stringify(ends)}\n`);
      expect(ends.filter(({ appendsLate }) => appendsLate > 1)).toEqual([]);
      expect(ends.flatMap(({ lateAlone }) => lateAlone)).toEqual([]);
      expect(ends.some(({ waited }) => waited > 0)).toBe(true);
      expect(counts[app]?.superseded).toBe(lateIn(tenures));
    }
  });
});
