/** A mistake in a command, or in the place that it names, is told in one line. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tools/deployment/index.js';
import { lastLine, worded } from './commands.js';
import { expectVerified, folder, oms, output } from './oms-process.js';
import type { Ended } from './oms-process.js';

jest.setTimeout(180_000);
/** Processes that are started side by side where nothing depends on their order. */
const atOnce = 4;

let imported: string;
let unanswered: { readonly port: number; readonly ended: Promise<Ended> };
beforeAll(async () => {
  const port = await freePort();
  const args = ['export', 'orders', '--api', `http://127.0.0.1:${port}`];
  unanswered = { port, ended: oms(args) };
  imported = folder();
  await output('import', 'generated:20', '--data', imported);
});

describe('a mistake in the command is named, with exit code 2', () => {
  let none: string;
  const ends = new Map<string, Ended>();
  const mistakes = [
    ['frobnicate', 'frobnicate'],
    ['demo --colour', '--colour'],
    ['demo --orders 0', '--orders'],
    ['demo --orders many --exit', '--orders'],
    ['demo --seed -1 --exit', '--seed'],
    ['demo --port 70000', '--port'],
    ['demo --input nothing --exit', 'olist:DIR'],
    ['serve --port http', '--port'],
    ['serve --brokers localhost', '--brokers (or KAFKA_BROKERS) takes host:port'],
    ['serve --brokers localhost:9', '--redis (or REDIS_URL) takes an address'],
    ['import', 'source'],
    ['demo --order 5', '--orders'],
    ['', 'a command is missing'],
    ['number', 'a command is missing'],
    ['import generated:5', '--data'],
    ['import generated:5 --data DIR --api http://127.0.0.1:9', '--api'],
    ['import generated:5 --api localhost', '--api'],
    ['import generated:5 --api http://127.0.0.1:6000', 'port 6000'],
    ['export orders --api http://me:secret@127.0.0.1:9', 'OMS_API_TOKEN'],
    ['status --data DIR --api http://127.0.0.1:9', 'one of them'],
    ['number check', 'standard input'],
    ['resume orders 0', '--api'],
    ['resume production 0 --api http://127.0.0.1:9', 'production'],
    ['quarantine orders 0 last --api http://127.0.0.1:9', 'OFFSET'],
    ['import generated:x --data DIR', 'generated:N'],
    ['import ebay:5 --data DIR', 'ebay'],
    ['import generated:5 --data DIR --stock-factor lots', '--stock-factor'],
    ['import generated:5 --data DIR --tenant a/b', '--tenant'],
    ['import generated:5 --data DIR --tenant ü', "1 to 64 visible ASCII characters without '/'"],
    ['import generated:5 --api http://127.0.0.1:9 --tenant ü', '--tenant'],
    ['export orders --data DIR --tenant a/b', '--tenant'],
    ['export orders --api http://127.0.0.1:9 --tenant ü', '--tenant'],
    ['number issue --tenant ü --channel web --ref R-1', '--tenant'],
    ['import olist:/no/such/folder --data DIR', '/no/such/folder'],
    ['import online-retail:/no/such.csv --data DIR', '/no/such.csv'],
    ['export customers --data DIR', 'customers'],
    ['export orders', '--data'],
    ['verify', 'give a place: --data DIR (a data directory), or --brokers LIST'],
    ['verify --brokers kafka:99999', '--brokers (or KAFKA_BROKERS)'],
    ['rebuild order', '--data'],
    ['status', '--data'],
    ['number issue --tenant acme --channel web', '--ref'],
  ] as const;
  /** They are answered with the help itself. */
  const bare = new Set<string>(['', 'number']);

  beforeAll(async () => {
    none = join(folder(), 'none');
    for (let at = 0; at < mistakes.length; at += atOnce) {
      await Promise.all(
        mistakes.slice(at, at + atOnce).map(async ([command]) => {
          ends.set(command, await oms(worded(command, none)));
        }),
      );
    }
  });

  it.each(mistakes)('oms %s', (command, named) => {
    const { stderr = '', ...ended } = ends.get(command) ?? {};
    expect(ended).toEqual({ code: 2, signal: null, stdout: '' });
    expect(lastLine({ stderr })).toContain(named);
    expect(stderr).not.toContain('    at ');
    const [first = '', second = ''] = command.split(' ');
    const own = { frobnicate: 'oms', number: `oms number ${second}` }[first] ?? `oms ${first}`;
    expect(stderr).toContain(bare.has(command) ? 'Usage: oms' : `(${own} --help tells more)\n`);
    expect(existsSync(none)).toBe(false);
  });

  it.each([
    ['OMS_NUMBER_KEY', 'abc'],
    ['OMS_PARTITIONS', '0'],
    ['OMS_PARTITIONS', 'some'],
  ])('%s=%s', async (name, value) => {
    const ended = await oms(['verify', '--data', imported], { env: { [name]: value } });
    expect(ended.code).toBe(2);
    expect(lastLine(ended)).toContain(name);
  });
});

describe('where serve works, and as what, is told with exit code 2', () => {
  it.each([
    ['OMS_ROLES', 'orders', [], 'is for an installation'],
    [
      'OMS_ROLES',
      'billing',
      ['--brokers', 'localhost:9', '--redis', 'redis://localhost:9'],
      'each once',
    ],
    ['REDIS_URL', 'redis://localhost:9', [], '--brokers (or KAFKA_BROKERS)'],
    ['REDIS_URL', '', ['--data', 'nowhere', '--brokers', 'localhost:9'], 'give one of them'],
  ] as const)('serve with %s=%s', async (name, value, args, named) => {
    const ended = await oms(['serve', ...args], { env: { [name]: value } });
    expect(ended.code).toBe(2);
    expect(lastLine(ended)).toContain(named);
  });
});

describe('what is wrong with the place is told, with exit code 1', () => {
  const expectReported = (ended: Ended, ...words: readonly string[]): void => {
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    for (const word of words) expect(lastLine(ended)).toContain(word);
  };

  it('a folder without data is not made into one by looking at it', async () => {
    const none = join(folder(), 'none');
    for (const command of ['verify', 'status', 'export orders', 'rebuild order']) {
      expectReported(
        await oms([...command.split(' '), '--data', none]),
        none,
        'no Throughline data',
      );
    }
    expect(existsSync(none)).toBe(false);
  });

  it('a setting that differs from what the data was made with', async () => {
    for (const command of ['verify', 'status']) {
      const args = [command, '--data', imported];
      expectReported(await oms(args, { env: { OMS_PARTITIONS: '8' } }), 'OMS_PARTITIONS', '4');
    }
    const otherKey = { OMS_NUMBER_KEY: 'ff'.repeat(32) };
    const args = ['import', 'generated:5', '--data', imported];
    expectReported(await oms(args, { env: otherKey }), 'OMS_NUMBER_KEY', 'made with another key');
  });

  it('views that were never rebuilt have nothing to go back to', async () => {
    const data = folder();
    await output('import', 'generated:5', '--data', data);
    const back = ['rebuild', 'order', '--back', '--data', data];
    expectReported(await oms(back), 'no earlier generation');
    await output('rebuild', 'order', '--data', data);
    expect(await output(...back)).toContain('order: generation 1 answers again');
    await expectVerified(data, 5);
  });

  it('a service that does not answer', async () => {
    expectReported(await unanswered.ended, `${unanswered.port}`, 'ECONNREFUSED');
  });

  it('a projection that does not exist', async () => {
    const ended = await oms(['rebuild', 'customer', '--data', imported]);
    expectReported(ended, 'customer', 'order, timeline, stock');
  });
});

describe('a data directory that cannot be had is named, with the reason', () => {
  it.each([
    ['/dev/null', /\((EEXIST|ENOTDIR): /],
    ['/proc/none', /\(ENOENT: no such file or directory/],
  ])('%s', async (place, reason) => {
    for (const command of [
      'import generated:5',
      'serve --port 0',
      'number issue --tenant a ' + '--channel b --ref c',
    ]) {
      const env = { OMS_NUMBER_KEY: '' };
      const { code, stderr } = await oms([...command.split(' '), '--data', place], { env });
      expect(code).toBe(1);
      expect(stderr).toContain(`oms: --data ${place} cannot be `);
      expect(stderr).toMatch(reason);
    }
  });

  it('another file in the place of a log', async () => {
    const data = folder();
    mkdirSync(join(data, 'log'));
    writeFileSync(join(data, 'log', 'data.mdb'), 'not a log');
    for (const command of ['verify', 'import generated:5']) {
      const { code, stderr } = await oms([...command.split(' '), '--data', data]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('data.mdb') });
    }
  });
});
