/** The package as other people's programs have it: by its `exports`, in a project of their own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project.js';

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'throughline-package-'));
  cpSync(join(root, 'test/example-service'), project, { recursive: true });
  const installed = join(project, 'node_modules');
  mkdirSync(installed);
  symlinkSync(root, join(installed, 'throughline'));
  for (const name of ['@nestjs', '@types', 'reflect-metadata']) {
    symlinkSync(join(root, 'node_modules', name), join(installed, name));
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What the compiler says of it. */
const compiled = (): string => {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    noEmit: true,
    types: ['node'],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project], {
    encoding: 'utf8',
  });
  return stdout + stderr;
};

describe('a service of another team', () => {
  it('is compiled from declarations alone', () => {
    expect(compiled()).toBe('');
  });

  it('is told what it has wrong', () => {
    writeFileSync(
      join(project, 'wrong.ts'),
      `import { followOrders } from 'throughline/consumer';
export const following = followOrders(1);
`,
    );
    expect(compiled()).toMatch(/wrong\.ts\(2,\d+\): error TS\d+/);
  });
});
