import { once } from 'node:events';
import type { Command } from 'commander';

/** What a person must change: printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What went wrong while a command was right: printed without a stack, exit code 1. */
export class CommandError extends Error {}

/** A result on standard output; waits where the reader is slower than we are. */
export const print = async (text: string): Promise<void> => {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
};

/** Whoever reads our output may stop: `oms export orders | head` ends without a complaint. */
export const endWithReader = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
};

/**
 * Resolves once standard output has taken what was printed; never where its reader has gone: then
 * the process ends.
 */
export const allPrinted = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write('', (error) => {
      if (error === undefined || error === null) resolve();
    });
  });

/** One compact JSON document a line: what `--json` promises. */
export const printJson = (value: unknown): Promise<void> => print(JSON.stringify(value));

/** For people, on standard error: standard output holds results alone. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What a command is called by: `oms number check`. */
const nameOf = (command: Command): string =>
  `${command.parent === null ? '' : `${nameOf(command.parent)} `}${command.name()}`;

export const helpHint = (command: Command): string => `(${nameOf(command)} --help tells more)`;

/**
 * Runs one command: its errors become an exit code and the last line on standard error; what a
 * person must change points to the help of that command before.
 */
export const run = <A extends unknown[]>(command: (...args: A) => Promise<number | void>) =>
  async function action(this: Command, ...args: A): Promise<void> {
    try {
      process.exitCode = (await command(...args)) ?? 0;
    } catch (error) {
      // By name: one that comes out of a thread is a copy.
      const isUsage = error instanceof Error && error.name === 'UsageError';
      if (isUsage) note(helpHint(this));
      note(`oms: ${describe(error)}`);
      process.exitCode = isUsage ? 2 : 1;
    }
  };

const describe = (error: unknown): string =>
  process.env.OMS_DEBUG === undefined
    ? error instanceof Error
      ? error.message
      : String(error)
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

export const interrupted = 'interrupted; the same command goes on from here';

/** Aborts on the first Ctrl-C or SIGTERM; a second one ends the process at once. */
export const interruption = (): AbortSignal => {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    note('\nstopping; what was answered is kept (again to stop at once)');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
};

/** A whole number option, or a usage error that names it. */
export const wholeNumber = (name: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not '${text}'`);
  }
  return value;
};
