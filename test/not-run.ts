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
