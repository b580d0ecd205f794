// Writes the documents that are generated from the code, or with --check says which are stale.
// A document is one line in the list: its file, the program (below dist/) that prints it, and what
// that is given.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.mjs';

const documents = [
  { file: 'docs/asyncapi.yaml', program: 'tools/asyncapi.js' },
  { file: 'docs/openapi.yaml', program: 'tools/openapi.js' },
  { file: 'docs/kafka.md', program: 'tools/kafka.js' },
  { file: 'docs/kafka-acls.sh', program: 'tools/acls.js' },
  { file: 'docs/performance.md', program: 'tools/performance.js', given: ['text'] },
  { file: 'docs/performance/rate.svg', program: 'tools/performance.js', given: ['rate'] },
  { file: 'docs/performance/latency.svg', program: 'tools/performance.js', given: ['latency'] },
  { file: 'docs/performance/cpu.svg', program: 'tools/performance.js', given: ['cpu'] },
  { file: 'docs/reliability.md', program: 'tools/reliability.js' },
];

const printedBytesMax = 64 * 1024 * 1024;

function printed(program, given) {
  const built = join(root, 'tools/built.mjs');
  const run = spawnSync(process.execPath, [built, program, ...given], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: printedBytesMax,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0 || run.stdout === '') throw new Error(`${program} printed no document`);
  return run.stdout;
}

function present(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const check = process.argv.includes('--check');
for (const { file, program, given = [] } of documents) {
  try {
    const text = printed(program, given);
    if (!check) writeFileSync(join(root, file), text);
    else if (present(file) !== text) throw new Error(`${file} is stale: npm run docs`);
    process.stdout.write(`${file}: ${check ? 'up to date' : 'written'}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
