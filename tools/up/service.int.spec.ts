import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Service, ServiceRefused } from './service.js';

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-service-'));
  said = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A service that runs the given program. */
const serviceOf = (program: string): Service => {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const environment = { ...process.env, FOLDER: folder };
  return new Service('orders', folder, [file], environment, (line) => void said.push(line));
};

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries += 1) await sleep(50);
  expect(holds()).toBe(true);
}

const lives = (): number => {
  try {
    return readFileSync(join(folder, 'lives'), 'utf8').length;
  } catch {
    return 0;
  }
};

it('starts a service again that dies, says so, and ends it in order', async () => {
  const service = serviceOf(`
    import { appendFileSync } from 'node:fs';
    appendFileSync(process.env.FOLDER + '/lives', 'x');
    process.on('SIGTERM', () => {
      appendFileSync(process.env.FOLDER + '/ended', 'in order');
      process.exit(0);
    });
    console.log('something that has nothing to do with its end');
    setInterval(() => undefined, 1000);`);
  const running = service.run();
  await until(() => lives() === 1);
  process.kill(Number(readFileSync(join(folder, 'orders.pid'), 'utf8')), 'SIGKILL');
  await until(() => lives() === 2);
  await sleep(200); // its handler of SIGTERM stands
  await service.stop();
  await running;
  expect(said).toEqual(['orders ended (SIGKILL), again in 0.5 s']);
  expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('in order');
  expect(lives()).toBe(2);
});

it('waits longer each time, and no longer than until it is stopped', async () => {
  const service = serviceOf('console.error("no broker"); process.exit(1);');
  const running = service.run();
  await until(() => said.length === 2);
  await service.stop();
  await running;
  expect(said).toEqual([
    'orders ended (exit code 1), again in 0.5 s; it said last: no broker',
    'orders ended (exit code 1), again in 1 s; it said last: no broker',
  ]);
});

it('knows what the process that runs has said, and nothing of an earlier one', async () => {
  const service = serviceOf(`
    import { appendFileSync, existsSync } from 'node:fs';
    const isFirst = !existsSync(process.env.FOLDER + '/lives');
    appendFileSync(process.env.FOLDER + '/lives', 'x');
    if (isFirst) console.log('api http://127.0.0.1');
    setInterval(() => undefined, 1000);`);
  const running = service.run();
  await until(() => service.hasSaid(/^api http/m));
  process.kill(Number(readFileSync(join(folder, 'orders.pid'), 'utf8')), 'SIGKILL');
  await until(() => lives() === 2);
  expect(service.hasSaid(/^api http/m)).toBe(false);
  await service.stop();
  await running;
});

it('gives up where the service was told something wrong', async () => {
  const service = serviceOf('console.error("OMS_PORT is abc"); process.exit(2);');
  await expect(service.run()).rejects.toThrow(new ServiceRefused('orders: OMS_PORT is abc'));
  expect(said).toEqual([]);
});
