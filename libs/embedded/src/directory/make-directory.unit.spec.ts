import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.js';

describe('a data directory', () => {
  const root = mkdtempSync(join(tmpdir(), 'throughline-make-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is made with what is missing above it, as often as one asks', () => {
    makeDirectory(join(root, 'a', 'b', 'c'));
    makeDirectory(join(root, 'a', 'b', 'c'));
    expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true);
  });

  it('is refused at once where it cannot be made', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeDirectory(join(root, 'file'))).toThrow('EEXIST');
    expect(() => makeDirectory(join(root, 'file', 'x'))).toThrow('ENOTDIR');
  });
});
