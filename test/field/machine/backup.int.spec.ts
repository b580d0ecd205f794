/** A backup of what is at rest: whole, in nobody's way, and never a place to work. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  expectVerified,
  exportsOf,
  folder,
  oms,
  serve,
  start,
} from '../../acceptance/oms-process.js';
import type { Ended } from '../../acceptance/oms-process.js';
import { pause } from '../../acceptance/chance.js';

jest.setTimeout(300_000);

const withoutKey = { env: { OMS_NUMBER_KEY: '' } } as const;

describe('a backup at rest', () => {
  let [root, data, backup] = ['', '', ''];
  beforeAll(async () => {
    root = folder();
    [data, backup] = [join(root, 'data'), join(root, 'backup')];
    expect((await oms(['import', 'generated:40', '--data', data])).code).toBe(0);
    expect((await oms(['backup', backup, '--data', data])).code).toBe(0);
  });
  const here = (name: string): string => join(root, name);

  it('gives the same exports, as often as one likes', async () => {
    for (const name of ['one', 'two']) {
      const { code, stdout } = await oms(['restore', backup, '--data', here(name), '--json']);
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({
        code: 0,
        directory: here(name),
        restores: 1,
        originalRuns: false,
      });
      expect(await exportsOf('--data', here(name))).toEqual(await exportsOf('--data', data));
      await expectVerified(here(name), 40);
    }
    // A copy of the copy says so.
    expect((await oms(['backup', here('b2'), '--data', here('one')])).code).toBe(0);
    const { stdout } = await oms(['restore', here('b2'), '--data', here('three'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ restores: 2 });
  });

  it('has the key of the numbers where the data has it, else says that it has not', async () => {
    const imported = (data: string): Promise<Ended> =>
      oms(['import', 'generated:3', '--data', data], withoutKey);
    expect(await imported(here('own'))).toMatchObject({ code: 0 });
    const both = [
      [data, 'without the key'],
      [here('own'), 'with the key'],
    ] as const;
    for (const [from, reported] of both) {
      rmSync(here('key'), { recursive: true, force: true });
      expect((await oms(['backup', here('key'), '--data', from])).stdout).toContain(reported);
    }
    const restored = await oms(['restore', here('key'), '--data', here('keyed')]);
    expect(restored).toMatchObject({ code: 0 });
    expect(readFileSync(here('keyed/number.key'))).toEqual(readFileSync(here('own/number.key')));
    expect(await imported(here('keyed'))).toMatchObject({ code: 0 });
    await expectVerified(here('keyed'), 3);
  });

  it('never takes the place of anything, and needs data to copy', async () => {
    mkdirSync(here('taken'));
    writeFileSync(here('taken/file'), 'mine');
    for (const args of [
      ['backup', here('taken'), '--data', data],
      ['restore', backup, '--data', here('taken')],
      ['restore', backup, '--data', data],
    ]) {
      const { code, stderr } = await oms(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^oms: \S+ is not empty: name a folder that is empty or missing\n$/);
    }
    expect(readdirSync(here('taken'))).toEqual(['file']);
    expect((await oms(['backup', here('none'), '--data', here('nothing')])).stderr).toContain(
      'holds no Throughline data',
    );
    expect((await oms(['backup', here('none')])).code).toBe(2);
  });

  it('is never made in what it is a copy of, whichever way leads there', async () => {
    symlinkSync(data, here('link'));
    for (const args of [
      ['backup', join(data, 'copy'), '--data', data],
      ['backup', join(here('link'), 'a', 'copy'), '--data', data],
      ['restore', backup, '--data', join(backup, 'data')],
    ]) {
      const before = readdirSync(data);
      expect(await oms(args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('name a folder elsewhere'),
      });
      expect(readdirSync(data)).toEqual(before);
      expect(existsSync(join(backup, 'data'))).toBe(false);
    }
    const beside = `${data}-copy`;
    expect(await oms(['backup', beside, '--data', data])).toMatchObject({ code: 0 });
    rmSync(beside, { recursive: true });
  });

  it('is no place to work in: its orders would be missing, and new ones taken', async () => {
    const before = readdirSync(backup);
    const working = [
      ['serve', '--port', '0'],
      ['import', 'generated:1'],
      ['rebuild', 'order'],
    ];
    for (const args of working) {
      const { code, stderr } = await oms([...args, '--data', backup]);
      expect([args[0], code, stderr]).toEqual([
        args[0],
        1,
        expect.stringContaining(`${backup} is a backup: make an installation of it`),
      ]);
    }
    expect(readdirSync(backup)).toEqual(before);
  });

  it.each([
    [
      'a file that was cut short',
      (at: string) => truncateSync(at, statSync(at).size - 1),
      /has \d+ bytes, expected \d+: it was cut short/,
    ],
    ['a file that has more', (at: string) => appendFileSync(at, 'x'), /has \d+ bytes, expected/],
    [
      'a byte that was changed',
      (at: string) => {
        const bytes = readFileSync(at);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        writeFileSync(at, bytes);
      },
      /was changed: its SHA-256 is another one/,
    ],
    ['a file that is missing', (at: string) => rmSync(at), /oms.orders.events.0.log is missing/],
    [
      'a backup that was not finished',
      (at: string) => rmSync(join(at, '../backup.json')),
      /there is no backup.json/,
    ],
    [
      'a list of contents that was cut short',
      (at: string) => truncateSync(join(at, '../backup.json'), 100),
      /backup.json cannot be read/,
    ],
  ])('is refused with %s, and nothing is made', async (_, spoil, expected) => {
    const spoiled = here('spoiled');
    rmSync(spoiled, { recursive: true, force: true });
    cpSync(backup, spoiled, { recursive: true });
    spoil(join(spoiled, 'oms.orders.events.0.log'));
    const { code, stderr } = await oms(['restore', spoiled, '--data', here('of-spoiled')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(readdirSync(root).filter((name) => name.startsWith('of-spoiled'))).toEqual([]);
  });

  it('that is interrupted leaves nothing that looks like one', async () => {
    const half = start(['restore', backup, '--data', here('half')]);
    while (!existsSync(here('half.unfinished')) && half.child.exitCode === null) {
      await pause(1);
    }
    await half.kill();
    rmSync(here('half'), { recursive: true, force: true });
    expect((await oms(['restore', backup, '--data', here('half')])).code).toBe(0);
    await expectVerified(here('half'), 40);
    expect(readdirSync(root).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it('restored does not work beside its original, whichever begins', async () => {
    const copy = here('beside');
    expect((await oms(['restore', backup, '--data', copy])).code).toBe(0);
    const original = await serve(data);
    const refused = await oms(['serve', '--data', copy, '--port', '0']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      new RegExp(
        `${copy} was restored from ${data}, which is in use ` +
          `by process ${original.child.pid}; .*: stop one of them, or restore .* with --beside`,
      ),
    );
    await original.kill();
    const running = await serve(copy);
    expect(running.said.stderr).toContain('what was made there must not be started again');
    const back = await oms(['serve', '--data', data, '--port', '0']);
    expect(back.code).toBe(1);
    expect(back.stderr).toContain(
      `${data} is in use by process ${running.child.pid}, ` +
        `which works in ${copy}, restored from it`,
    );
    await running.kill();
  });

  it('restored with --beside works beside it, and says so each time', async () => {
    const copy = here('trial');
    expect((await oms(['restore', backup, '--data', copy, '--beside'])).code).toBe(0);
    const [original, trial] = [await serve(data), await serve(copy)];
    expect(trial.said.stderr).toContain('to work beside it: give it no channel or carrier');
    await Promise.all([original.kill(), trial.kill()]);
  });
});
