import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownServers } from '../../test/servers/own-servers.js';

jest.setTimeout(300_000);

const root = resolve(__dirname, '../..');
const endMsMax = 60_000;
/** However it goes, none outlives the test. */
const upMsMax = 140_000;

interface Up {
  readonly api: string;
  readonly process: ChildProcess;
  /** All that it has said so far. */
  readonly said: () => string;
}

/** `npm run up` as the script runs it, with its address once the API is ready. */
async function up(...more: readonly string[]): Promise<Up> {
  const given = ['tools/built.mjs', 'tools/up.js', ...more];
  const child = spawn(process.execPath, given, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: upMsMax,
    killSignal: 'SIGKILL',
  });
  let said = '';
  const api = await new Promise<string>((done, failed) => {
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, address] = /^api (\S+)$/m.exec(said) ?? [];
        if (address !== undefined) done(address);
      });
    }
    child.once('exit', (code) => failed(new Error(`up ended with ${code}:\n${said}`)));
  });
  return { api, process: child, said: () => said };
}

/** Ctrl-C; the exit code, and how long it took. */
async function interrupt(child: ChildProcess): Promise<{ code: unknown; ms: number }> {
  const began = performance.now();
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  const [code] = await exited;
  return { code, ms: performance.now() - began };
}

const pidOf = (data: string, name: string): number => {
  const file = join(data, `${name}.pid`);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
};

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300 && !(await holds()); tries += 1) await sleep(200);
  expect(await holds()).toBe(true);
}

/** A server dies: it is told, and runs again. */
async function lost(server: string, data: string, { said }: Up): Promise<void> {
  const pid = pidOf(data, `servers/${server}`);
  process.kill(pid, 'SIGKILL');
  await until(() => ![0, pid].includes(pidOf(data, `servers/${server}`)));
  expect(said()).toContain(`${server} ended (SIGKILL), again in 0.5 s`);
}

const postOrder = (api: string, channelRef: string): Promise<Response> =>
  fetch(`${api}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
    body: JSON.stringify({
      channel: 'web',
      channelRef,
      currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
    }),
  });

async function numberOf(answer: Response): Promise<string> {
  const { omsNumber } = (await answer.json()) as { omsNumber: string };
  return omsNumber;
}

async function placeOrder(api: string, channelRef: string): Promise<string> {
  const answer = await postOrder(api, channelRef);
  expect(answer.status).toBe(201);
  return await numberOf(answer);
}

/** Whether orders are taken and shown: what is asked for again is the same order. */
const goesOn = (api: string, channelRef: string) => async (): Promise<boolean> => {
  const placed = await postOrder(api, channelRef).catch(() => undefined);
  if (placed === undefined || ![200, 201].includes(placed.status)) return false;
  return (await fetch(`${api}/v1/orders/${await numberOf(placed)}`)).status === 200;
};

const shown = async (api: string, omsNumber: string): Promise<unknown> =>
  (await fetch(`${api}/v1/orders/${omsNumber}`)).json();

const services = ['api', 'orders', 'inventory', 'shipping', 'projections'].map(
  (name) => `services/${name}`,
);

const withData = async (
  use: (data: string, start: (...more: readonly string[]) => Promise<Up>) => Promise<void>,
): Promise<void> => {
  const data = mkdtempSync(join(tmpdir(), 'throughline-up-kept-'));
  let running: ChildProcess | undefined;
  try {
    await use(data, async (...more) => {
      const started = await up('--data', data, ...more);
      running = started.process;
      return started;
    });
  } finally {
    running?.kill('SIGKILL'); // where a check failed; the watchdogs end the rest
    rmSync(data, { recursive: true, force: true, maxRetries: 10 });
  }
  expect(existsSync(data)).toBe(false);
};

ownServers('npm run up', () => {
  it('starts everything, ends it on Ctrl-C, goes on from the kept data', () =>
    withData(async (data, start) => {
      const first = await start();
      expect(first.said()).toContain(`; OMS_NUMBER_KEY is in ${join(data, 'number.key')}`);
      const omsNumber = await placeOrder(first.api, 'R-1');
      const ended = await interrupt(first.process);
      expect(ended.code).toBe(0);
      expect(ended.ms).toBeLessThan(endMsMax);
      const pids = ['servers', 'services']
        .flatMap((name) => readdirSync(join(data, name)))
        .filter((name) => name.endsWith('.pid'));
      expect(pids).toEqual([]);

      const second = await start();
      expect(await shown(second.api, omsNumber)).toMatchObject({ omsNumber, channelRef: 'R-1' });
      const before = services.map((name) => pidOf(data, name));
      await expect(up('--data', data)).rejects.toThrow(/up ended with 2:[^]* is in use by process/);
      await sleep(1_000); // longer than a watchdog takes
      expect(services.map((name) => pidOf(data, name))).toEqual(before);

      const exited = once(second.process, 'exit');
      second.process.kill('SIGKILL');
      await exited;
      const third = await start();
      expect(await shown(third.api, omsNumber)).toMatchObject({ omsNumber, channelRef: 'R-1' });
      expect(third.said()).not.toContain('again in');
      expect((await interrupt(third.process)).code).toBe(0);
    }));

  it('starts a server that dies again, and everything goes on', () =>
    withData(async (data, start) => {
      const running = await start();
      const omsNumber = await placeOrder(running.api, 'R-1');
      await lost('redis', data, running);
      await until(goesOn(running.api, 'R-2'));
      await lost('kafka-1', data, running);
      await until(goesOn(running.api, 'R-3'));
      expect(await shown(running.api, omsNumber)).toMatchObject({ omsNumber });
      expect((await interrupt(running.process)).code).toBe(0);
    }));

  it('goes on while one broker of three is dead, and starts it again', () =>
    withData(async (data, start) => {
      const running = await start('--brokers', '3');
      await lost('kafka-2', data, running);
      await until(goesOn(running.api, 'R-1'));
      expect((await interrupt(running.process)).code).toBe(0);
    }));
});
