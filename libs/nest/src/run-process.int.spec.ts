import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const built = resolve(__dirname, '../../../dist/libs/nest/src');

/** Runs `start` as a program of its own does; `kill` is sent once it has said where it listens. */
const ran = async (start: string, kill?: NodeJS.Signals) => {
  const script = `
    import { runProcess } from '${built}/run-process.js';
    import { SettingsRefused } from '${built}/settings/settings-refused.js';
    const program = (changed) => ({
      startMessage: 'orders http://127.0.0.1:3001',
      failed: new Promise(() => setInterval(() => undefined, 1_000)),
      close: async () => console.error('closed'),
      ...changed,
    });
    await runProcess('orders', async (journal) => { ${start} });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (name === 'stdout' && kill !== undefined) child.kill(kill);
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, ...said };
};

describe('a program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s, with 0', async (signal) => {
    expect(await ran('return program({});', signal)).toEqual({
      code: 0,
      stdout: 'orders http://127.0.0.1:3001\n',
      stderr: 'closed\n',
    });
  });

  it('that cannot start says why in a plain line, with 1', async () => {
    expect(await ran(`throw new Error('no broker answers');`)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'no broker answers\n',
    });
  });

  it('whose settings are wrong says all that is wrong, with 2', async () => {
    const faults = ['OMS_PORT is not set', 'REDIS_URL is not set'];
    const { code, stderr } = await ran(`throw new SettingsRefused(${JSON.stringify(faults)});`);
    expect([code, stderr]).toEqual([2, `${faults.join('\n')}\n`]);
  });

  it('that cannot go on tells the reason, ends in order, with 1', async () => {
    const { code, stderr } = await ran(
      `return program({ failed: Promise.resolve('work ended by itself') });`,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('"msg":"work ended by itself"');
    expect(stderr).toContain('closed');
  });

  it('that does not come to an end in order says so, with 1', async () => {
    const { code, stderr } = await ran(
      `return program({ close: async () => { throw new Error('the states are gone'); } });`,
      'SIGTERM',
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining('"msg":"the states are gone"')]);
  });

  it('that hangs at its end is ended all the same', async () => {
    const hangs = `return program({ close: () => new Promise(() => undefined) });`;
    const { code, stderr } = await ran(hangs, 'SIGTERM');
    expect([code, stderr]).toEqual([1, expect.stringContaining('did not end within 9000 ms')]);
  });
});
