import { setTimeout as pause } from 'node:timers/promises';
import { exportsOf, folder, isLong, oms, output, start } from '../acceptance/oms-process.js';
import type { Exports } from '../acceptance/oms-process.js';
import { itWhere } from '../acceptance/where.js';
import { realData } from '../real-data.js';
import { openScene } from './scene.js';
import type { Scene } from './scene.js';

jest.setTimeout(isLong ? 1_800_000 : 300_000);

interface File {
  readonly name: string;
  readonly source: string | undefined;
}

const found = (name: string, kind: string, ...path: readonly string[]): File => {
  const place = realData(`${name} on Kafka and Redis`, ...path);
  return { name, source: place === undefined ? undefined : `${kind}:${place}` };
};

const real: readonly File[] = isLong
  ? [
      found('Olist dev', 'olist', 'olist', 'dev'),
      found('Online Retail slice', 'online-retail', 'online-retail', 'slice_2000_invoices.csv.gz'),
    ]
  : [found('Olist slice', 'olist', 'olist', 'slice-2000')];

/** Where real ones are missing, which is told, the generator's stand for them. */
const files: readonly File[] = real.some(({ source }) => source !== undefined)
  ? real
  : [...real, { name: 'generated orders', source: 'generated:300' }];

const embedded = async (source: string): Promise<Exports> => {
  const data = folder();
  await output('import', source, '--data', data);
  return exportsOf('--data', data);
};

describe('imported on Kafka and Redis: the same bytes as in one process', () => {
  for (const { name, source } of files) {
    itWhere(source, `${name}: once, twice, and with services killed in the middle`, async () => {
      const scene: Scene = await openScene({ shared: true, instances: 1 });
      try {
        await expectSame(scene, source ?? '');
      } finally {
        await scene.stop();
      }
    });
  }
});

/** The second time over HTTP, while one service after another is killed and started again. */
const expectSame = async (scene: Scene, source: string): Promise<void> => {
  const { deployment } = scene;
  const [api = ''] = deployment.apis;
  const wanted = await embedded(source);
  const importing = start(['import', source, '--api', api]);
  for (const app of ['orders', 'inventory', 'shipping', 'projections'] as const) {
    await Promise.race([pause(killEveryMs), importing.ended]);
    await deployment.kill(app);
    await deployment.restart(app);
  }
  const { code, stderr } = await importing.ended;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(await scene.exports()).toEqual(wanted);
  expect(await exportsOf('--api', api)).toEqual(wanted);
  expect(await scene.oms('import', source)).toMatchObject({ code: 0 });
  expect(await scene.exports()).toEqual(wanted);
  await scene.expectVerified();
  expect(await oms(['status', '--api', api, '--json'])).toMatchObject({ code: 0 });
};

const killEveryMs = 3_000;
