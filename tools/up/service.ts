import { Supervisor, ServerProcess } from '#servers';

/** The services end in order within ten seconds; then they are ended. */
const endMsMax = 10_500;
/** What a service answers that is told something wrong: starting it again changes nothing. */
const misconfigured = 2;

/** A service could not run at all: why, for people. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
}

/** One service, started again, with growing pauses, as often as it dies. */
export class Service {
  readonly #process: ServerProcess;
  readonly #supervisor: Supervisor;

  constructor(
    readonly name: string,
    folder: string,
    program: readonly string[],
    environment: NodeJS.ProcessEnv,
    say: (line: string) => void,
  ) {
    const command = [process.execPath, '--enable-source-maps', ...program];
    this.#process = new ServerProcess(name, folder, command, environment);
    this.#supervisor = new Supervisor(this.#process, say);
  }

  /** Returns when it was stopped; throws `ServiceRefused` where a restart would not help. */
  async run(): Promise<void> {
    this.#process.start();
    const ended = await this.#supervisor.keep(({ code }) => code === misconfigured);
    if (ended === undefined) return;
    throw new ServiceRefused(`${this.name}: ${this.#process.logTail(1)}`);
  }

  /** Whether the process that runs now has written this. */
  hasSaid(what: RegExp): boolean {
    return this.#process.hasSaid(what);
  }

  async stop(): Promise<void> {
    this.#supervisor.stop();
    await this.#process.end('SIGTERM', endMsMax);
  }
}
