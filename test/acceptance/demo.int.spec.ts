import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { freePort } from '../../tools/deployment/index.js';
import { exportsOf, folder, oms, output, start } from './oms-process.js';

jest.setTimeout(180_000);

/** Holds a port, as another program would. */
const holding = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

describe('oms demo', () => {
  it('feeds itself, proves itself, and ends with the verdict', async () => {
    const began = performance.now();
    const { code, stdout, stderr } = await oms(['demo', '--exit', '--orders', '200']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('verified: 200 orders, 0 violations');
    expect(stdout).toMatch(/lifecycle.*completed \d+/);
    expect(stdout).toContain('onHand = available + reserved + unavailable: holds');
    const [, directory = ''] = /into (\S+)/.exec(stderr) ?? [];
    expect(directory).not.toBe('');
    expect(existsSync(directory)).toBe(false);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  it('keeps what it was told to keep, and gives the same again for the same seed', async () => {
    const [one, other] = [folder(), folder()];
    await Promise.all(
      [one, other].map((data) =>
        output('demo', '--exit', '--orders', '10', '--seed', '7', '--data', data),
      ),
    );
    expect(await exportsOf('--data', one)).toEqual(await exportsOf('--data', other));
  });

  it('goes on serving at the addresses that it shows, until Ctrl-C', async () => {
    const running = start(['demo', '--orders', '20', '--port', '0']);
    const [, order = ''] = await running.says(/where is an order\?\s+(http:\S+)/);
    const [, people = ''] = await running.says(/what needs people\?\s+(http:\S+)/);
    const [, whole = ''] = await running.says(/try the whole API\s+(http:\S+)/);
    for (const address of [order, people, whole]) {
      expect((await fetch(address)).status).toBe(200);
    }
    expect(await running.kill('SIGINT')).toMatchObject({ code: 0 });
  });

  it('takes the next port where the usual one is taken, and says so', async () => {
    const held = await holding(3_000).catch(() => undefined);
    const running = start(['demo', '--orders', '5']);
    const [, port = ''] = await running.says(/port 3000 is taken, using (\d+)/);
    expect(Number(port)).toBeGreaterThan(3_000);
    const [, at = ''] = await running.says(/try the whole API\s+http:\/\/127\.0\.0\.1:(\d+)/);
    expect(at).toBe(port);
    expect(await running.kill('SIGTERM')).toMatchObject({ code: 0 });
    held?.close();
  });

  it.each(['demo --orders 5', 'serve'])(
    'oms %s: a port that was given and is taken is an error',
    async (command) => {
      const port = await freePort();
      const held = await holding(port);
      const { code, stderr } = await oms([...command.split(' '), '--port', String(port)]);
      held.close();
      expect({ code, stderr: stderr.trim() }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`port ${port} is taken`),
      });
    },
  );
});
