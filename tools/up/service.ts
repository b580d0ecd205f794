import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess, type Ended } from '#servers';

/** The services end in order within ten seconds; then they are ended. */
const endMsMax = 10_500;
const pauseMsMin = 500;
const pauseMsMax = 10_000;
/** One that ran this long is not failing at its start. */
const healthyMsMin = 30_000;
/** What a service answers that is told something wrong: starting it again changes nothing. */
const misconfigured = 2;
const charsMax = 300;

/** A service could not run at all: why, for people. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
}

/** One service, started again, with growing pauses, as often as it dies. */
export class Service {
  readonly #process: ServerProcess;
  readonly #stopped = new AbortController();

  constructor(
    readonly name: string,
    folder: string,
    program: string,
    environment: NodeJS.ProcessEnv,
    readonly say: (line: string) => void,
  ) {
    const command = [process.execPath, '--enable-source-maps', program];
    this.#process = new ServerProcess(name, folder, command, environment);
  }

  /** Returns when it was stopped; throws `ServiceRefused` where a restart would not help. */
  async run(): Promise<void> {
    let pauseMs = pauseMsMin;
    while (!this.#stopped.signal.aborted) {
      const began = performance.now();
      this.#process.start();
      const ended = await this.#process.ended;
      if (this.#stopped.signal.aborted) return;
      if (ended.code === misconfigured) {
        throw new ServiceRefused(`${this.name}: ${this.#process.logTail(1)}`);
      }
      if (performance.now() - began > healthyMsMin) pauseMs = pauseMsMin;
      this.#tell(ended, pauseMs);
      await this.#pause(pauseMs);
      pauseMs = Math.min(2 * pauseMs, pauseMsMax);
    }
  }

  /** Whether the process that runs now has written this. */
  hasSaid(what: RegExp): boolean {
    return this.#process.hasSaid(what);
  }

  #tell({ how }: Ended, pauseMs: number): void {
    const last = this.#process.logTail(1).slice(0, charsMax);
    this.say(`${this.name} ended (${how}), again in ${pauseMs / 1000} s; it said last: ${last}`);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#process.end('SIGTERM', endMsMax);
  }
}
