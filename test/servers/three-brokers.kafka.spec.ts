import { setTimeout as pause } from 'node:timers/promises';
import { startBuyers } from './buyers.js';
import { ownServers } from './own-servers.js';
import { missing, openScene, receive } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(300_000);

const buyersCount = 10;
const skus = ['S0', 'S1'];

ownServers('three brokers, each record on all of them', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ brokers: 3, copies: 3 });
    for (const sku of skus) await receive(scene.deployment.apis[0] ?? '', sku, 500);
  });
  afterAll(() => scene?.stop());

  it('one killed, a writer killed, another stopped past its session: nothing is lost', async () => {
    const { deployment, servers } = scene;
    const [api = ''] = deployment.apis;
    const end = startBuyers({ apis: deployment.apis, count: buyersCount, skus, run: 'three' });
    await pause(3_000);
    await servers.kafka.kill(1);
    const writer = deployment.instance('oms', 0);
    writer.signal('SIGSTOP');
    await deployment.kill('oms', 1);
    await pause(15_000);
    writer.signal('SIGCONT');
    await servers.kafka.start(1);
    await deployment.restart('oms', 1);
    await pause(3_000);
    const { bought, violations, refusals, longestMs, broken } = await end();
    process.stdout.write(
      `three brokers: ${bought.length} orders, the slowest ` +
        `${Math.round(longestMs)} ms, told to come later: ${JSON.stringify([...refusals])}\n`,
    );
    expect(violations).toEqual([]);
    // Each buyer may have asked the one that was killed.
    expect(broken.length).toBeLessThanOrEqual(buyersCount);
    expect(bought.length).toBeGreaterThan(buyersCount);
    await scene.settle();
    expect(await missing(api, bought)).toEqual([]);
    await scene.expectVerified(bought.length);
  });
});
