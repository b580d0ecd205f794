import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../runs/outcome.js';
import { inTurns } from '../turns.js';
import type { Group } from './group.js';

const minutesMax = 15;
const saidCharsMax = 2_000;

const run = (program: string, given: readonly string[], cwd: string): Promise<string> =>
  new Promise((done, fail) => {
    const child = spawn(program, [...given], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const limit = setTimeout(() => child.kill('SIGKILL'), minutesMax * 60_000);
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-saidCharsMax);
      });
    }
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(limit);
      if (code === 0) done(said);
      else fail(new Error(`${program} ${given.join(' ')} ended with ${code}: ${said}`));
    });
  });

/** As somebody does who has just heard of us: clone, install, demo. */
const measure = async (): Promise<Outcome> => {
  const scratch = await mkdtemp(join(tmpdir(), 'throughline-clone-'));
  try {
    const folder = join(scratch, 'throughline');
    const began = performance.now();
    await run('git', ['clone', '--quiet', '--no-local', process.cwd(), folder], scratch);
    await run('npm', ['ci'], folder);
    const said = await run('npm', ['run', 'demo'], folder);
    const seconds = (performance.now() - began) / 1_000;
    return {
      how: 'git clone from the same disk, npm ci with the packages in its cache, npm run demo',
      durability: 'none is needed',
      versions: { node: process.version },
      faults: /0 violations/.test(said) ? [] : [`the demo did not verify: ${said.slice(-300)}`],
      figures: { seconds },
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

export const cloneGroup: Group = {
  name: 'clone',
  title: 'empty clone',
  notQuick: 'installs all packages again',
  measure: async (settings, say) => ({
    repetitions: await inTurns([{ name: 'demo', measure }], settings.repetitions, say),
    notRun: {},
  }),
};
