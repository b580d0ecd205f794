import { appendFileSync } from 'node:fs';

/**
 * Says that a test could not run here, and why: it is counted apart, never as passed.
 * The line goes to standard output and, since a worker's output may be lost, to the file that
 * the test run names.
 */
export function notRun(name: string, why: string): void {
  const line = `not run: ${name} (${why})\n`;
  process.stdout.write(line);
  const file = process.env['OMS_NOT_RUN_FILE'];
  if (file !== undefined) appendFileSync(file, line);
}

/**
 * Stands where tests would: the count at the end takes it for neither passed nor failed, and a
 * spec file without any test would be an error. For what was told already.
 */
export function placeholder(name: string): void {
  it(`not run: ${name}`, () => undefined);
}

/** Registers the tests called `name`; where there is a reason why they cannot run, tells it. */
export function unless(why: string | undefined, name: string, tests: () => void): void {
  if (why === undefined) {
    tests();
    return;
  }
  notRun(name, why);
  placeholder(name);
}
