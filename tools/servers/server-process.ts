import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { untilAnswered } from './answers.js';

const logTailLines = 15;

/**
 * One server of ours. Its pid lies in `folder` before it runs a single instruction of its own, so
 * that the guardian finds it whatever happens to us. It has a session of its own: Ctrl-C reaches
 * us alone, and we end it in our order.
 */
export class ServerProcess {
  #child: ChildProcess | undefined;
  readonly #pidFile: string;
  readonly #logFile: string;

  constructor(
    readonly name: string,
    readonly folder: string,
    readonly command: readonly string[],
  ) {
    this.#pidFile = join(folder, `${name}.pid`);
    this.#logFile = join(folder, `${name}.log`);
  }

  start(): void {
    if (this.#child !== undefined) throw new Error(`${this.name} is running already`);
    const log = openSync(this.#logFile, 'a');
    const written = ['-c', 'echo $$ > "$0" && exec "$@"', this.#pidFile];
    const child = spawn('sh', [...written, ...this.command], {
      cwd: this.folder,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
    this.#child = child;
    child.once('exit', () => {
      rmSync(this.#pidFile, { force: true });
      this.#child = undefined;
    });
  }

  /** Waits until `answers` does not fail; fails itself when the process ends or `msMax` is over. */
  async ready(answers: () => Promise<void>, msMax: number): Promise<void> {
    let ended = false;
    const answersOrEnded = async (): Promise<void> => {
      ended = this.#child === undefined;
      if (!ended) await answers();
    };
    try {
      await untilAnswered(answersOrEnded, msMax);
    } catch (error) {
      const seconds = Math.round(msMax / 1000);
      const why = `gave no answer for ${seconds} seconds: ${String(error)}`;
      throw new Error(`${this.name} ${why}\n${this.#logTail()}`, { cause: error });
    }
    if (ended) throw new Error(`${this.name} ended:\n${this.#logTail()}`);
  }

  /** Sends the signal and returns when the process is gone; SIGKILL where it takes too long. */
  async end(signal: 'SIGKILL' | 'SIGTERM', msMax: number): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), msMax);
    await gone;
    clearTimeout(limit);
  }

  /** SIGSTOP or SIGCONT. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#child?.kill(signal) !== true) throw new Error(`${this.name} is not running`);
  }

  #logTail(): string {
    const lines = readFileSync(this.#logFile, 'utf8').trimEnd().split('\n');
    return lines.slice(-logTailLines).join('\n');
  }
}
