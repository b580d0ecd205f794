import { folder, oms, output } from './oms-process.js';

const rows = (text: string): readonly unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('oms number', () => {
  const vectors = [
    ['acme', 'web', 'R-1', 'H0VD-3KFX-FA0T-8V'],
    ['default', 'olist', '53cdb2fc8bc7dce0b6741e2150273451', 'C4BH-WF4H-MBX3-K7'],
    ['acme', 'web', 'Pedido-ção-1', 'WH9P-73M1-C907-DV'],
  ] as const;
  it.each(vectors)('issues %s %s %s as %s', async (tenant, channel, ref, number) => {
    const args = ['number', 'issue', '--tenant', tenant, '--channel', channel, '--ref', ref];
    expect(await output(...args)).toBe(`${number}\n`);
    expect(rows(await output(...args, '--json'))).toMatchObject([{ omsNumber: number }]);
  });

  it('makes a key at first use and keeps it', async () => {
    const env = { OMS_NUMBER_KEY: '', XDG_DATA_HOME: folder() };
    const args = ['number', 'issue', '--tenant', 'acme', '--channel', 'web', '--ref', 'R-1'];
    const first = await oms(args, { env });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9A-Z-]{17}\n$/) });
    expect((await oms(args, { env })).stdout).toBe(first.stdout);
  });

  it('checks numbers as people write them', async () => {
    const good = await oms(['number', 'check', 'h0vd 3kfx fa0t 8v', 'HOVD3KFXFAOT8V']);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toBe('H0VD-3KFX-FA0T-8V  ok\nH0VD-3KFX-FA0T-8V  ok\n');
    const bad = await oms(['number', 'check', 'H0VD-3KFX-FA0T-8W', 'abc']);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('a guess: H0VD-3KFX-FA0T-8V');
    expect(bad.stdout).toContain(
      'abc  wrong: expected XXXX-XXXX-XXXX-CC, 12 + 2 characters of ' + '0-9 A-Z without I L O U\n',
    );
  });

  it('knows shipments, returns and production orders by their number', async () => {
    const children = ['H0VD-3KFX-FA0T-8V-S1', 'h0vd3kfxfa0t8v r12', 'H0VD-3KFX-FA0T-8V-P2'];
    const { code, stdout } = await oms(['number', 'check', ...children]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'H0VD-3KFX-FA0T-8V-S1  ok, shipment 1 of H0VD-3KFX-FA0T-8V\n' +
        'H0VD-3KFX-FA0T-8V-R12  ok, return 12 of H0VD-3KFX-FA0T-8V\n' +
        'H0VD-3KFX-FA0T-8V-P2  ok, production order 2 of H0VD-3KFX-FA0T-8V\n',
    });
    const said = await oms(['number', 'check', '--json', ...children, 'H0VD-3KFX-FA0T-8W-S1']);
    expect(said.code).toBe(1);
    expect(rows(said.stdout)).toEqual([
      ...children.map((input) => ({ input, valid: true, omsNumber: 'H0VD-3KFX-FA0T-8V' })),
      { input: 'H0VD-3KFX-FA0T-8W-S1', valid: false, suggestion: 'H0VD-3KFX-FA0T-8V' },
    ]);
  });

  const empty = [
    ['nothing', ''],
    ['empty lines', '\n \n'],
  ] as const;
  it.each(empty)('given %s says what to do', async (_, input) => {
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await oms(['number', 'check', ...json], { input });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('give numbers as arguments, or one a line on standard input');
    }
  });

  it('checks lines of standard input, a JSON line each, and exits 1 if any is wrong', async () => {
    const input = 'H0VD-3KFX-FA0T-8V\r\n\nh0vd3kfxfa0t8w\nabc\n';
    const { code, stdout, stderr } = await oms(['number', 'check', '--json'], { input });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(rows(stdout)).toEqual([
      { input: 'H0VD-3KFX-FA0T-8V', valid: true, omsNumber: 'H0VD-3KFX-FA0T-8V' },
      { input: 'h0vd3kfxfa0t8w', valid: false, suggestion: 'H0VD-3KFX-FA0T-8V' },
      { input: 'abc', valid: false },
    ]);
  });
});
