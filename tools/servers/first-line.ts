import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a program says of itself; undefined where there is none. */
export async function firstLine(program: string, flag: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, [flag]);
    return (stdout || stderr).split('\n')[0];
  } catch {
    return undefined;
  }
}
