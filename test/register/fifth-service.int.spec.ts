/**
 * A service more costs a folder and a few edits: a toy one, gift wrapping, is added to a copy of
 * the tree as CONTRIBUTING.md says, and the copy is compiled and run.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../house/project.js';
import { applied, edits } from './edits.js';

const editsMax = 15;
const outside = join(__dirname, 'outside');
const copied = [
  'apps',
  'bench',
  'docs',
  'libs',
  'test',
  'tools',
  '.dependency-cruiser.cjs',
  'docker-compose.yml',
  'Dockerfile',
  'jest.config.mjs',
  'package.json',
  'tsconfig.json',
];

let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'throughline-fifth-'));
  for (const name of copied) {
    cpSync(join(root, name), join(tree, name), {
      recursive: true,
      filter: (path) => path !== __dirname,
    });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  cpSync(join(__dirname, 'gifts'), join(tree, 'libs/gifts'), { recursive: true });
  cpSync(join(outside, 'proof.ts'), join(tree, 'test/gifts/proof.int.spec.ts'));
  for (const edit of edits) applied(edit, tree, outside);
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** What a program of the project says in the copy, where it fails. */
const complaints = (program: string, ...given: readonly string[]): string => {
  const run = spawnSync(process.execPath, [join(root, 'node_modules', program), ...given], {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`;
};

test('it costs a few edits outside its folder', () => {
  expect(edits.length).toBeLessThanOrEqual(editsMax);
});

test('the copy compiles: nothing else names all services', () => {
  expect(complaints('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json')).toBe('');
});

test('it runs, embedded and simulated, and the rules of the house hold', () => {
  const own = ['libs/gifts', 'test/gifts', 'libs/contracts/src/golden', 'test/house/compose'];
  expect(complaints('jest/bin/jest.js', '--runInBand', ...own)).toBe('');
});
