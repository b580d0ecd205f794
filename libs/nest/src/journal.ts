import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** One line for people, as the runtime and the adapters tell it. */
export interface Entry {
  readonly level: 'info' | 'warn' | 'error';
  readonly worker: string;
  readonly partition?: number;
  readonly text: string;
}

/**
 * JSON lines on standard error, written at once: the last line of a process that ends is the one
 * that matters. Standard output has the one line that says what listens where.
 */
export const openJournal = (app: string): Logger =>
  pino(
    { base: { app, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );

export const tellTo =
  (journal: Logger) =>
  ({ level, text, ...about }: Entry): void =>
    journal[level](about, text);

/** What Nest itself has to say; its course of starting is of no interest to those who run it. */
export const nestLogger = (journal: Logger): LoggerService => {
  const line =
    (level: 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...more: readonly unknown[]): void => {
      const [stack, context] = more.length > 1 ? more : [undefined, more[0]];
      const about = { ...named('context', context), ...named('stack', stack) };
      journal[level](about, message instanceof Error ? message.stack : String(message));
    };
  return { log: () => undefined, warn: line('warn'), error: line('error'), fatal: line('fatal') };
};

const named = (name: string, value: unknown): object =>
  typeof value === 'string' ? { [name]: value } : {};
