import { lastLine, worded } from './commands.js';
import { expectVerified, exportsOf, folder, oms, output, serve, start } from './oms-process.js';

jest.setTimeout(180_000);

const rows = (text: string): readonly unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

let imported: string;
beforeAll(async () => {
  imported = folder();
  await output('import', 'generated:20', '--data', imported);
});

describe('help', () => {
  const commands = [
    'demo',
    'serve',
    'import',
    'export',
    'verify',
    'rebuild',
    'status',
    'number',
    'number issue',
    'number check',
    'resume',
    'quarantine',
  ];
  it.each(commands)('oms %s --help tells what it does, on standard output', async (command) => {
    const { code, stdout, stderr } = await oms([...command.split(' '), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: oms ${command}`);
  });

  it('oms --help names every command', async () => {
    const { code, stdout } = await oms(['--help']);
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toContain(`  ${command.split(' ')[0]} `);
  });
});

describe('a data directory in use', () => {
  it('can be looked at by others, and says who has it to those who would write', async () => {
    const data = folder();
    const served = await serve(data);
    await output('import', 'generated:20', '--api', served.address);
    const { code, stderr } = await oms(['import', 'generated:5', '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by process ${served.child.pid}; stop it or use --api`);
    expect(await output('status', '--data', data)).toContain('4 unreported');
    for (const decision of ['resume orders 0', 'quarantine orders 0 7']) {
      const refused = await oms([...decision.split(' '), '--api', served.address]);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not_halted') });
    }
    expect(await output('status', '--api', served.address)).toContain('4 running');
    const [built] = rows(await output('rebuild', 'stock', '--api', served.address, '--json'));
    expect(built).toMatchObject({ projection: 'stock', from: 1, to: 2 });
    expect(await output('rebuild', 'stock', '--back', '--api', served.address)).toContain(
      'stock: generation 1 answers again',
    );
    const unknown = await oms(['rebuild', 'customer', '--api', served.address]);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('order, timeline') });
    await expectVerified(data, 20);
    expect(await exportsOf('--data', data)).toEqual(await exportsOf('--api', served.address));
    const timeline = await output('export', 'timeline', '--data', data);
    expect(timeline).toContain('"type":"carrier.');
    expect(await output('export', 'timeline', '--api', served.address)).toBe(timeline);
    expect(await served.kill('SIGINT')).toMatchObject({ code: 0 });
    const [status] = rows(await output('status', '--data', data, '--json'));
    const { partitions } = status as { readonly partitions: readonly { readonly lag: number }[] };
    expect(partitions.length).toBeGreaterThan(40);
    expect(partitions.filter(({ lag }) => lag > 0)).toEqual([]);
  });
});

describe('--json stands alone on standard output, a document a line', () => {
  it.each([
    ['import generated:20 --data DIR --json', 1],
    ['export orders --data DIR', 20],
    ['export timeline --data DIR --json', 20],
    ['verify --data DIR --json', 1],
    ['status --data DIR --json', 1],
    ['rebuild stock --data DIR --json', 1],
    ['demo --exit --orders 20 --json', 1],
  ])('oms %s', async (command, count) => {
    const { code, stdout } = await oms(worded(command, imported));
    expect(code).toBe(0);
    const found = rows(stdout);
    expect(found).toHaveLength(count);
    expect(stdout).toBe(found.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });
});

it.each([
  ['import generated:20 --data DIR', /^\w.*: \d+, \d+\/s$/m],
  ['export orders --data DIR', /^export orders: 20, \d+\/s$/m],
  ['export timeline --data DIR', /^export timeline: 20, \d+\/s$/m],
  ['verify --data DIR', /^verify: \d{2,}, \d+\/s$/m],
  ['rebuild order --data DIR', /^rebuild order: \d{2,}, \d+\/s$/m],
])('oms %s tells how far it came on standard error', async (command, reported) => {
  const { code, stderr } = await oms(worded(command, imported));
  expect(code).toBe(0);
  expect(stderr).toMatch(reported);
});

it('an export into a pipe that closes ends quietly', async () => {
  const running = start(['export', 'orders', '--data', imported]);
  running.child.stdout?.destroy();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

it('Ctrl-C during an import leaves a state that the next start goes on from', async () => {
  const [data, whole] = [folder(), folder()];
  const source = 'generated:150';
  const running = start(['import', source, '--data', data]);
  await running.says(/stock: /);
  const stopped = await running.kill('SIGINT');
  expect(stopped).toMatchObject({ code: 1, stdout: '' });
  expect(lastLine(stopped)).toContain('interrupted');
  await Promise.all([data, whole].map((each) => output('import', source, '--data', each)));
  expect(await exportsOf('--data', data)).toEqual(await exportsOf('--data', whole));
  await expectVerified(data, 150);
});
