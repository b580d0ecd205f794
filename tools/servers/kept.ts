import { Supervisor } from './supervisor.js';
import type { ServerProcess } from './server-process.js';

/** So often in a row, each time soon after its start: it will not run any more. */
const endsMax = 5;

/** Servers that are started again, on their data, when they end by themselves. */
export class Kept {
  #supervisors: readonly Supervisor[] = [];

  constructor(readonly servers: readonly ServerProcess[]) {}

  /** Resolves where one ended too often in a row: which one, and what it said last. */
  async keep(say: (line: string) => void): Promise<string> {
    this.#supervisors = this.servers.map((server) => new Supervisor(server, say));
    return await Promise.race(this.#supervisors.map(keptBy));
  }

  stop(): void {
    for (const supervisor of this.#supervisors) supervisor.stop();
  }
}

async function keptBy(supervisor: Supervisor): Promise<string> {
  const ended = await supervisor.keep((_, inARow) => inARow >= endsMax);
  if (ended === undefined) return await new Promise<string>(() => undefined);
  const { process: server } = supervisor;
  return `${server.name} ended ${endsMax} times in a row (${ended.how})\n${server.logTail()}`;
}
