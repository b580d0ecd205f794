import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { notRun, placeholder } from './not-run.js';

const root = resolve(__dirname, '..');

/** Where real input lies: `OMS_REAL_DATA`, else beside the project. */
const realDataFolder = (): string =>
  resolve(root, process.env['OMS_REAL_DATA'] ?? '../shared/data');

/**
 * A file or folder of the real input, for the test called `name`: its absolute path.
 * Where it is missing it says so (`not run: NAME (no real data at PATH)`) and answers undefined.
 */
export function realData(name: string, ...path: readonly string[]): string | undefined {
  const place = join(realDataFolder(), ...path);
  if (existsSync(place)) return place;
  notRun(name, `no real data at ${place}`);
  return undefined;
}

/**
 * Like `describe`, for tests that need real input; `body` gets its absolute path. Where it is
 * missing, one placeholder stands for them.
 */
export function describeReal(
  name: string,
  path: readonly string[],
  body: (place: string) => void,
): void {
  const place = realData(name, ...path);
  if (place !== undefined) describe(name, () => body(place));
  else placeholder(name);
}
