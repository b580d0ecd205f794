import { Keeper } from './keeper.js';
import type { ServerProcess } from './server-process.js';

/** So often in a row, each time soon after its start: it will not run any more. */
const endsMax = 5;

/** Servers that are started again, on their data, when they end by themselves. */
export class Kept {
  #keepers: readonly Keeper[] = [];

  constructor(readonly servers: readonly ServerProcess[]) {}

  /** Resolves where one ended too often in a row: which one, and what it said last. */
  async keep(say: (line: string) => void): Promise<string> {
    this.#keepers = this.servers.map((server) => new Keeper(server, say));
    return await Promise.race(this.#keepers.map(keptBy));
  }

  stop(): void {
    for (const keeper of this.#keepers) keeper.stop();
  }
}

async function keptBy(keeper: Keeper): Promise<string> {
  const ended = await keeper.keep((_, inARow) => inARow >= endsMax);
  if (ended === undefined) return await new Promise<string>(() => undefined);
  const { process: server } = keeper;
  return `${server.name} ended ${endsMax} times in a row (${ended.how})\n${server.logTail()}`;
}
