import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '../installation.js';
import { openJournal } from '../journal.js';
import { readSettings } from './settings.js';
import { listeningFault } from './unusable.js';

const listen = (port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
const faultOf = async (host: string, port: number): Promise<unknown> =>
  listen(port, host).catch((error: unknown) => listeningFault(error, { host, port }));

describe('where a process cannot listen it names', () => {
  test('OMS_PORT, which another process has', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const bound = taken.address();
    const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
    expect(await faultOf('127.0.0.1', port)).toMatchObject({
      message: expect.stringMatching(`^OMS_PORT is '${port}': expected a port .*EADDRINUSE`),
    });
    taken.close();
  });

  test.each(['no-such-host.invalid', '203.0.113.7'])(
    'OMS_HOST, which is not here: %s',
    async (host) => {
      expect(await faultOf(host, 0)).toMatchObject({
        message: expect.stringMatching(`^OMS_HOST is '${host}': expected an address of this`),
      });
    },
  );

  test('nothing of ours where the error is another one', () => {
    const error = new Error('a bug');
    expect(listeningFault(error, { host: '127.0.0.1', port: 1 })).toBe(error);
  });
});

test('states that cannot be kept in OMS_STATE_DIR end the start, by its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-unusable-'));
  try {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const OMS_STATE_DIR of [file, join(file, 'below'), '/proc/states']) {
      const settings = readSettings(['inventory'], {
        KAFKA_BROKERS: '127.0.0.1:1',
        REDIS_URL: 'redis://127.0.0.1:1',
        OMS_STATE_DIR,
      });
      await expect(openInstallation(settings, openJournal('inventory'))).rejects.toThrow(
        new RegExp(`^OMS_STATE_DIR is '${OMS_STATE_DIR}': expected a folder, .*(ENOTDIR|ENOENT)`),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
