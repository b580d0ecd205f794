// The other supported versions of Node run the specs of the kernel, the runtime and the stores,
// where they can be had as packages; where not, it says so and passes.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build.mjs';

const versions = [22, 24];
const specs = 'libs/(kernel|runtime|shipping|http|embedded)/src/.*\\.(unit|int)\\.spec\\.ts$';

const notRun = (version, why) => {
  const line = `not run: Node ${version} (${why})\n`;
  process.stdout.write(line);
  const file = process.env.OMS_NOT_RUN_FILE;
  if (file !== undefined) appendFileSync(file, line);
};

const folder = mkdtempSync(join(tmpdir(), 'throughline-nodes-'));
try {
  for (const version of versions) {
    const name = `node-${process.platform}-${process.arch}`;
    const home = join(folder, String(version));
    spawnSync('npm', ['install', '--prefix', home, '--no-save', `${name}@${version}`], {
      stdio: 'ignore',
      timeout: 120_000,
    });
    const node = join(home, 'node_modules', name, 'bin/node');
    if (!existsSync(node)) {
      notRun(version, `no package ${name}@${version}`);
      continue;
    }
    const { status } = spawnSync(
      node,
      ['node_modules/jest/bin/jest.js', '--testPathPatterns', specs, '--maxWorkers=2'],
      { cwd: root, stdio: 'inherit' },
    );
    process.stdout.write(`Node ${version}: ${status === 0 ? 'passed' : 'failed'}\n`);
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
