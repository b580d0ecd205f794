import { realData } from '../real-data.js';
import { chanceOf, pause, seedOf } from './chance.js';
import { freePort } from '../../tools/deployment/index.js';
import {
  expectVerified,
  exportsOf,
  folder,
  isLong,
  oms,
  output,
  serve,
  start,
} from './oms-process.js';
import type { Exports, Served } from './oms-process.js';

jest.setTimeout(isLong ? 900_000 : 300_000);

const slice = isLong ? realData('killed at five random moments', 'olist', 'slice-2000') : undefined;
const [orders, source] = slice === undefined ? [100, 'generated:100'] : [2_000, `olist:${slice}`];
const kills = 5;
const chance = chanceOf(seedOf('killed at five random moments'));

const imported = folder();
let once: Exports;
let onceMs = 0;
beforeAll(async () => {
  const began = performance.now();
  await output('import', source, '--data', imported);
  onceMs = performance.now() - began;
  once = await exportsOf('--data', imported);
});

/** Somewhere between the start of the program and the end of its work. */
const somewhereMs = (): number => 200 + chance() * onceMs;

describe('an import', () => {
  it('run twice leaves the same bytes', async () => {
    expect(once.orders.split('\n').length - 1).toBe(orders);
    await output('import', source, '--data', imported);
    expect(await exportsOf('--data', imported)).toEqual(once);
    await expectVerified(imported, orders);
  });

  it('killed five times and resumed leaves the same bytes', async () => {
    const data = folder();
    let killed = 0;
    for (let at = 0; at < kills; at += 1) {
      const running = start(['import', source, '--data', data]);
      await Promise.race([pause(somewhereMs()), running.ended]);
      const { signal } = await running.kill();
      if (signal === 'SIGKILL') killed += 1;
    }
    expect(killed).toBeGreaterThan(0);
    expect(await oms(['import', source, '--data', data])).toMatchObject({ code: 0 });
    expect(await exportsOf('--data', data)).toEqual(once);
    await expectVerified(data, orders);
  });

  it('over HTTP, importer and server killed in turn, leaves the same bytes', async () => {
    const data = folder();
    const port = await freePort();
    let served: Served = await serve(data, port);
    const { address } = served;
    const importing = () => start(['import', source, '--api', address]);
    for (let at = 0; at < kills; at += 1) {
      const killed = importing();
      await Promise.race([pause(somewhereMs()), killed.ended]);
      if (at % 2 === 1) {
        await served.kill();
        served = await serve(data, port);
      }
      await killed.kill();
    }
    // This one is not killed: it asks again until its server is back.
    const patient = importing();
    await patient.says(/stock: /);
    await served.kill();
    served = await serve(data, port);
    expect(await patient.ended).toMatchObject({ code: 0 });
    expect(await exportsOf('--api', address)).toEqual(once);
    expect((await served.kill('SIGINT')).code).toBe(0);
    expect(await exportsOf('--data', data)).toEqual(once);
    await expectVerified(data, orders);
  });
});
