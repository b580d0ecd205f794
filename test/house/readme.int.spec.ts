import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notRun } from '../not-run.js';
import { root } from './project.js';
import { script, shellBlocks } from './readme.js';
import { bash, freePort } from './shell.js';

const limitMs = 150_000;
const testMsMax = limitMs + 30_000;

/**
 * A folder in which the commands find the project as if they stood in it, and leave their data:
 * every entry of the project's folder is a link, what they create stays here.
 */
function standIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-readme-'));
  const linked = readdirSync(root).filter((name) => name !== '.git' && !name.startsWith('data'));
  for (const name of linked) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

describe('a shell', () => {
  let folder = '';
  beforeEach(() => (folder = standIn()));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('stops at the first command that fails and names its block', async () => {
    const blocks = [
      { line: 3, commands: 'echo one', notRun: undefined },
      { line: 9, commands: 'false\necho two', notRun: undefined },
    ];
    const { exitCode, said } = await bash(script(blocks, 3000), folder, 60_000);
    expect(exitCode).toBe(1);
    expect(said).toBe('one\nfailed in the block of line 9\n');
  });

  it('takes what it left in the background down with it', async () => {
    const { exitCode, said } = await bash('sleep 60 & echo $!', folder, 60_000);
    expect(exitCode).toBe(0);
    expect(() => process.kill(Number(said), 0)).toThrow('ESRCH');
  });

  it('is ended where it takes too long', async () => {
    expect((await bash('sleep 60', folder, 100)).exitCode).toBeNull();
  });
});

describe('README.md', () => {
  it(
    'has commands that work, one after another',
    async () => {
      const blocks = shellBlocks(readFileSync(join(root, 'README.md'), 'utf8'));
      for (const { line, notRun: why } of blocks) {
        if (why !== undefined) notRun(`README.md, line ${line}`, why);
      }
      const runnable = blocks.filter((block) => block.notRun === undefined);
      expect(runnable.length).toBeGreaterThan(0);
      const folder = standIn();
      try {
        const { exitCode, said } = await bash(script(runnable, await freePort()), folder, limitMs);
        expect({ exitCode, said: exitCode === 0 ? '' : said }).toEqual({ exitCode: 0, said: '' });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    testMsMax,
  );
});
