import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '../../tools/deployment/index.js';
import { oms, start } from './oms-process.js';
import type { Ended } from './oms-process.js';

const expectReported = ({ stderr, ...ended }: Ended, ...words: readonly string[]): void => {
  expect(ended).toEqual({ code: 1, signal: null, stdout: '' });
  const lastLine = stderr.trim().split('\n').at(-1);
  for (const word of words) expect(lastLine).toContain(word);
};

describe('oms serve listens nowhere, and says why', () => {
  it('on an address that anybody could call, without a token', async () => {
    const port = String(await freePort());
    for (const host of ['0.0.0.0', '192.0.2.1', 'shop.invalid']) {
      expectReported(await oms(['serve', '--host', host, '--port', port]), 'OMS_API_TOKEN', host);
      const env = { OMS_HOST: host, OMS_API_TOKEN: '' };
      expectReported(await oms(['serve'], { env }), 'OMS_API_TOKEN', host);
    }
  });

  it.each([
    ['192.0.2.1', 'this machine has no such address'],
    ['shop.invalid', 'no address is known under this name'],
  ])('on %s: %s', async (host, why) => {
    const env = { OMS_API_TOKEN: 'secret' };
    for (const port of [String(await freePort()), '0']) {
      const ended = await oms(['serve', '--host', host, '--port', port], { env });
      expectReported(ended, '--host', host, why);
    }
  });

  it('on a port that somebody else has', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const ended = await oms(['serve', '--port', String(port)]);
    other.close();
    expectReported(ended, `port ${port} is taken`, '--port');
  });
});

describe('oms serve listens where', () => {
  it.each([
    ['OMS_HOST says', ['serve', '--port', '0'], '127.0.0.2', /api http:\/\/127\.0\.0\.2:/],
    [
      '--host says, first of all',
      ['serve', '--port', '0', '--host', '127.0.0.1'],
      '192.0.2.1',
      /api http:\/\/127\.0\.0\.1:/,
    ],
  ])('%s', async (_, args, host, reported) => {
    const served = start(args, { env: { OMS_HOST: host } });
    await served.says(reported);
    expect(await served.kill('SIGINT')).toMatchObject({ code: 0 });
  });
});
