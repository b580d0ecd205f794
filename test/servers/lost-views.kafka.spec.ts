import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startBuyers } from './buyers.js';
import { ownServers } from './own-servers.js';
import { missing, openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(300_000);

ownServers('the views are lost or replaced under load', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({});
    await receive(scene.deployment.apis[0] ?? '', 'S0', 1_000);
  });
  afterAll(() => scene?.stop());

  /** They come back by themselves, equal to the fold of the log; nobody is told anything older. */
  const expectViewsBack = async (run: string, act: () => Promise<void>): Promise<void> => {
    const { deployment } = scene;
    const [api = ''] = deployment.apis;
    const end = startBuyers({ apis: deployment.apis, count: 10, skus: ['S0'], run });
    await pause(2_000);
    await act();
    await pause(2_000);
    const { bought, violations, refusals } = await end();
    process.stdout.write(
      `${run}: ${bought.length} orders, told to come later: ` +
        `${JSON.stringify([...refusals])}\n`,
    );
    expect(violations).toEqual([]);
    await scene.settle();
    expect(await missing(api, bought)).toEqual([]);
    await scene.expectVerified();
  };

  it('by FLUSHALL', () =>
    expectViewsBack('flushed', async () => {
      const redis = new Redis(scene.servers.redisUrl ?? '');
      await redis.flushall();
      redis.disconnect();
    }));

  it('by a restart with older data', async () => {
    const older = await scene.servers.redis.copy();
    await expectViewsBack('older', () => scene.servers.redis.restore(older));
  });

  it('by a rebuild beside the running view, flipped, then rolled back', () =>
    expectViewsBack('rebuilt', async () => {
      for (const args of [['order'], ['stock'], ['order', '--back']]) {
        const { code, stderr } = await scene.oms('rebuild', ...args);
        expect({ args, code, stderr }).toMatchObject({ code: 0 });
      }
    }));
});
