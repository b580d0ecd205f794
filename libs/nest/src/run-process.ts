import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '#kernel';
import { openJournal } from './journal.js';
import type { Logger } from './journal.js';
import { SettingsRefused } from './settings/settings-refused.js';

/** An orderly end takes no longer than this; what then still works is left to the log. */
const endingMsMax = 9_000;

const exitCodes = { ended: 0, failed: 1, settings: 2 } as const;

/** A program that has started. */
export interface Program {
  /** The one line that says what listens where. */
  readonly startMessage: string;
  /** Resolves with the reason where it cannot go on. */
  readonly failed: Promise<string>;
  close(): Promise<void>;
}

const interrupted = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
};

/**
 * Runs one program until SIGTERM or SIGINT, or until it fails. Exit codes: 0 an orderly end, 1 it
 * could not start, go on or end in time, 2 its configuration is wrong. What is refused is told in
 * plain lines on standard error.
 */
export const runProcess = async (
  name: string,
  start: (journal: Logger) => Promise<Program>,
): Promise<void> => {
  // One signal ends dozens of workers, each with listeners of its own: no leak to warn of.
  setMaxListeners(1_000);
  const journal = openJournal(name);
  const program = await start(journal).catch((error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exit(error instanceof SettingsRefused ? exitCodes.settings : exitCodes.failed);
  });
  const asked = interrupted();
  process.stdout.write(`${program.startMessage}\n`);
  const reason = await Promise.race([asked, program.failed]);
  if (reason !== undefined) journal.fatal(reason);
  const ended = await Promise.race([ending(program, journal), sleep(endingMsMax, 'late' as const)]);
  if (ended === 'late') journal.error(`did not end within ${endingMsMax} ms; it ends all the same`);
  process.exit(reason === undefined && ended === 'ended' ? exitCodes.ended : exitCodes.failed);
};

const ending = async (program: Program, journal: Logger): Promise<'ended' | 'failed'> => {
  try {
    await program.close();
    return 'ended';
  } catch (error) {
    journal.error(errorText(error));
    return 'failed';
  }
};
