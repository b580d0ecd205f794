import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { untilAnswered } from './answers.js';

const logTailLines = 15;

/** How a process ended, for people. */
export interface Ended {
  readonly code: number | null;
  readonly how: string;
}

/**
 * One server of ours. Its pid lies in `folder` before it runs a single instruction of its own, so
 * that the watchdog finds it whatever happens to us. It has a session of its own: Ctrl-C reaches
 * us alone, and we end it in our order.
 */
export class ServerProcess {
  #child: ChildProcess | undefined;
  #ended: Promise<Ended> = Promise.resolve({ code: null, how: 'never started' });
  readonly #pidFile: string;
  readonly #logFile: string;
  /** Bytes of the log that are of earlier starts. */
  #logBegin = 0;

  constructor(
    readonly name: string,
    readonly folder: string,
    readonly command: readonly string[],
    readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.#pidFile = join(folder, `${name}.pid`);
    this.#logFile = join(folder, `${name}.log`);
  }

  start(): void {
    if (this.#child !== undefined) throw new Error(`${this.name} is running already`);
    const log = openSync(this.#logFile, 'a');
    this.#logBegin = fstatSync(log).size;
    const written = ['-c', 'echo $$ > "$0" && exec "$@"', this.#pidFile];
    const child = spawn('sh', [...written, ...this.command], {
      cwd: this.folder,
      detached: true,
      env: this.environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
    this.#child = child;
    this.#ended = new Promise((done) => {
      child.once('exit', (code, signal) => {
        rmSync(this.#pidFile, { force: true });
        this.#child = undefined;
        done({ code, how: signal ?? `exit code ${code}` });
      });
    });
  }

  /** Resolves when the process that was started last is gone. */
  get ended(): Promise<Ended> {
    return this.#ended;
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
      throw new Error(`${this.name} ${why}\n${this.logTail()}`, { cause: error });
    }
    if (ended) throw new Error(`${this.name} ended:\n${this.logTail()}`);
  }

  /** Sends the signal and returns when the process is gone; SIGKILL where it takes too long. */
  async end(signal: 'SIGKILL' | 'SIGTERM', msMax: number): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.ref(); // else nothing holds us any more, once the limit is over, until it is gone
    child.kill(signal);
    child.kill('SIGCONT'); // a stopped one hears nothing else
    const limit = setTimeout(() => child.kill('SIGKILL'), msMax);
    await this.#ended;
    clearTimeout(limit);
  }

  /** SIGSTOP or SIGCONT. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#child?.kill(signal) !== true) throw new Error(`${this.name} is not running`);
  }

  /** Whether the process runs that wrote this, since it was started last. */
  hasSaid(what: RegExp): boolean {
    return this.#child !== undefined && what.test(this.#said());
  }

  /** The last lines that it wrote since it was started last. */
  logTail(linesMax = logTailLines): string {
    return this.#said().trimEnd().split('\n').slice(-linesMax).join('\n');
  }

  #said(): string {
    if (!existsSync(this.#logFile)) return '';
    return readFileSync(this.#logFile).subarray(this.#logBegin).toString('utf8');
  }
}
