/** Disks that are full or broken under a running shop. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../../acceptance/chance.js';
import {
  expectVerified,
  exportsOf,
  folder,
  listening,
  oms,
  output,
  serve,
} from '../../acceptance/oms-process.js';
import type { Served } from '../../acceptance/oms-process.js';
import { unless } from '../../not-run.js';

jest.setTimeout(300_000);

const json = { 'content-type': 'application/json' };

const post = async ({ address }: Served, channelRef: string, wait = 0) => {
  const response = await fetch(`${address}/v1/orders`, {
    method: 'POST',
    headers: { ...json, ...(wait > 0 && { prefer: `wait=${wait}` }) },
    body: JSON.stringify({
      channel: 'web',
      channelRef,
      currency: 'EUR',
      policy: { releaseOn: 'accepted' },
      lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
    }),
  });
  const body = (await response.json()) as { omsNumber?: string; code?: string };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...body };
};

const get = async ({ address }: Served, path: string): Promise<number> =>
  (await fetch(`${address}${path}`)).status;

const settle = async ({ address }: Served): Promise<void> => {
  const response = await fetch(`${address}/v1/settled?wait=60`);
  expect(await response.json()).toEqual({ settled: true, waitingFor: [] });
};

/** Takes all that is left of a disk. */
const fillUp = (ballast: string): void => {
  const file = openSync(ballast, 'w');
  try {
    for (const bytes of [2 ** 20, 4_096]) {
      const some = Buffer.alloc(bytes);
      for (let full = false; !full;) {
        try {
          full = writeSync(file, some) < bytes;
        } catch {
          full = true;
        }
      }
    }
  } finally {
    closeSync(file);
  }
};

const small = mkdtempSync(join(tmpdir(), 'throughline-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', small]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['--lazy', small]);
  rmSync(small, { recursive: true, force: true });
});

unless(mounted ? undefined : 'this user may mount no disk', 'a full disk', () => {
  const [data, ballast] = [join(small, 'data'), join(small, 'ballast')];
  const answered = new Map<string, string>();
  const place = async (served: Served, ref: string, wait = 0): Promise<number> => {
    const { status, omsNumber } = await post(served, ref, wait);
    if (status < 300 && omsNumber !== undefined) answered.set(ref, omsNumber);
    return status;
  };
  /** Places orders until the disk takes none, eight at a time. */
  const refused = async (served: Served, name: string) => {
    for (let at = 0; ; at += 1) {
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, n) => place(served, `${name}-${at}-${n}`)),
      );
      if (all.some((status) => status !== 503)) continue;
      // A smaller append may have room yet.
      const alone = await post(served, `${name}-${at}`);
      if (alone.status === 503) return alone;
      if (alone.omsNumber !== undefined) answered.set(`${name}-${at}`, alone.omsNumber);
    }
  };
  const allThere = async (served: Served): Promise<void> => {
    const numbers = [...answered.values()];
    const found: number[] = [];
    while (numbers.length > 0) {
      found.push(
        ...(await Promise.all(
          numbers.splice(0, 50).map((number) => get(served, `/v1/orders/${number}`)),
        )),
      );
    }
    expect(found.filter((status) => status !== 200)).toEqual([]);
  };
  const full = { status: 503, code: 'unavailable', retryAfter: expect.any(String) };

  test('answers writes with 503, goes on reading, and goes on by itself', async () => {
    const served = await serve(data);
    await fetch(`${served.address}/v1/stock/main/A/receipts`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ id: 'r', quantity: '100000' }),
    });
    for (let round = 0; round < 2; round += 1) {
      expect(await place(served, `before-${round}`, 10)).toBe(201);
      fillUp(ballast);
      expect(await refused(served, `full-${round}`)).toMatchObject(full);
      // Views are stored every two seconds: what they cannot store does not end them.
      await pause(3_000);
      for (const path of ['/v1/orders?limit=3', '/v1/stock', '/health', '/ready', '/v1/status']) {
        expect([path, await get(served, path)]).toEqual([path, 200]);
      }
      expect(await get(served, `/v1/orders/${answered.get(`before-${round}`)}`)).toBe(200);
      rmSync(ballast);
      while ((await place(served, `room-${round}`, 10)) !== 201) await pause(200);
    }
    await settle(served);
    await allThere(served);
    expect((await served.kill('SIGINT')).code).toBe(0);
    await expectVerified(data, answered.size);
  });

  test('a start on a full disk reads, and goes on once there is room', async () => {
    const before = await serve(data);
    expect((await before.kill()).signal).toBe('SIGKILL');
    fillUp(ballast);
    // Without room for a term it is not ready: it reads.
    const served = await listening(data);
    expect(await refused(served, 'start')).toMatchObject(full);
    while ((await get(served, `/v1/orders/${answered.get('before-0')}`)) !== 200) await pause(200);
    expect((await served.kill()).signal).toBe('SIGKILL');
    const again = await listening(data);
    rmSync(ballast);
    while ((await place(again, 'again', 10)) !== 201) await pause(200);
    await settle(again);
    await allThere(again);
    expect((await again.kill('SIGINT')).code).toBe(0);
    await expectVerified(data, answered.size);
  });

  test('a backup that has no room is told, and leaves nothing', async () => {
    fillUp(ballast);
    const { code, stderr } = await oms(['backup', join(small, 'backup'), '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ENOSPC/);
    rmSync(ballast);
    expect((await oms(['backup', join(small, 'backup'), '--data', data])).code).toBe(0);
  });
});

describe('a broken file', () => {
  let data = '';
  const file = (part: string): string => join(data, part, 'data.mdb');
  beforeEach(async () => {
    data = folder();
    await output('import', 'generated:40', '--data', data);
  });
  const spoil = (path: string, at: number): void => {
    const opened = openSync(path, 'r+');
    writeSync(opened, Buffer.alloc(8 * 4_096, 0x5a), 0, 8 * 4_096, at);
    closeSync(opened);
  };

  test('of the log is named before anything is done, by each command', async () => {
    truncateSync(file('log'), Math.floor(statSync(file('log')).size / 4));
    for (const command of [['serve', '--port', '0'], ['verify'], ['export', 'orders']]) {
      const { code, signal, stderr } = await oms([...command, '--data', data]);
      expect({ command, code, signal }).toEqual({ command, code: 1, signal: null });
      expect(stderr).toContain(`${file('log')} is no whole store: it has`);
      expect(stderr).toContain('restore the newest backup');
    }
    const { code, stderr } = await oms(['backup', join(folder(), 'b'), '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file('log')} is no whole store`);
  });

  const lost: readonly (readonly [string, (path: string) => void])[] = [
    ['missing', (path) => rmSync(path)],
    ['empty', (path) => truncateSync(path, 0)],
  ];
  test.each(lost)('of the log that is %s is named, and no new one begun', async (flaw, lose) => {
    lose(file('log'));
    for (const command of [['serve', '--port', '0'], ['verify']]) {
      const { code, stderr } = await oms([...command, '--data', data]);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toContain(`${file('log')} is no whole store: it is ${flaw}`);
      expect(stderr).toContain('restore the newest backup');
    }
  });

  test('of states and views is told and made again', async () => {
    const before = await exportsOf('--data', data);
    spoil(file('states'), 2 * 4_096);
    truncateSync(file('views'), 10_000);
    const served = await serve(data);
    expect(served.said.stderr).toContain(`${file('states')} is no whole store`);
    expect(served.said.stderr).toContain(`${file('views')} is no whole store`);
    await settle(served);
    expect((await served.kill('SIGINT')).code).toBe(0);
    expect(await exportsOf('--data', data)).toEqual(before);
    await expectVerified(data, 40);
  });
});
