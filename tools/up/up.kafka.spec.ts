import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ownServers } from '../../test/servers/own-servers.js';

jest.setTimeout(300_000);

const root = resolve(__dirname, '../..');
const endMsMax = 15_000;
/** However it goes, none outlives the test. */
const upMsMax = 140_000;

interface Up {
  readonly api: string;
  readonly process: ChildProcess;
  /** All that it has said so far. */
  readonly said: () => string;
}

/** `npm run up` as the script runs it, with its address once the API is ready. */
async function up(data: string): Promise<Up> {
  const given = ['tools/built.mjs', 'tools/up.js', '--data', data];
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

/** Redis dies; what becomes of the rest, and what is said. */
async function lostRedis({ process: child, said }: Up, data: string): Promise<object> {
  const exited = once(child, 'close');
  process.kill(Number(readFileSync(join(data, 'servers/redis.pid'), 'utf8')), 'SIGKILL');
  const [code] = await exited;
  return { code, said: said() };
}

async function placeOrder(api: string): Promise<string> {
  const answer = await fetch(`${api}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=10' },
    body: JSON.stringify({
      channel: 'web', channelRef: 'R-1', currency: 'EUR',
      lines: [{ sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
    }),
  });
  expect(answer.status).toBe(201);
  const { omsNumber } = await answer.json() as { omsNumber: string };
  return omsNumber;
}

ownServers('npm run up', () => {
  it('starts everything, ends it on Ctrl-C, goes on from the kept data', async () => {
    const data = mkdtempSync(join(tmpdir(), 'throughline-up-kept-'));
    let running: ChildProcess | undefined;
    try {
      const first = await up(data);
      running = first.process;
      const omsNumber = await placeOrder(first.api);
      const ended = await interrupt(first.process);
      expect(ended.code).toBe(0);
      expect(ended.ms).toBeLessThan(endMsMax);
      const pids = ['servers', 'services'].flatMap((name) => readdirSync(join(data, name)))
        .filter((name) => name.endsWith('.pid'));
      expect(pids).toEqual([]);

      const second = await up(data);
      running = second.process;
      const answer = await fetch(`${second.api}/v1/orders/${omsNumber}`);
      expect(await answer.json()).toMatchObject({ omsNumber, channelRef: 'R-1' });
      expect(await lostRedis(second, data)).toMatchObject({
        code: 1, said: expect.stringMatching(/redis ended \(SIGKILL\)[^]*goes on from/),
      });
    } finally {
      running?.kill('SIGKILL'); // where a check failed; the guardians end the rest
      rmSync(data, { recursive: true, force: true, maxRetries: 10 });
    }
    expect(existsSync(data)).toBe(false);
  });
});
