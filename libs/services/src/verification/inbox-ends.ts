import { endOf, inboxTopic } from '#runtime';
import type { Ports } from '#runtime';
import { serviceNames } from '../register.js';

/** Where the inboxes of all services end: what comes later is told as such. */
export class InboxEnds {
  #noted: ReadonlyMap<string, number> = new Map();

  constructor(private readonly logs: Ports['logs']) {}

  async note(): Promise<void> {
    this.#noted = await this.#now();
  }

  /** Inboxes that others wrote into since: of what followed one service may tell, another not. */
  async grown(): Promise<readonly string[]> {
    return [...(await this.#now())]
      .filter(([inbox, end]) => end !== this.#noted.get(inbox))
      .map(([inbox]) => `${inbox}: it grew while the logs were read`);
  }

  /** By `topic/partition`. */
  async #now(): Promise<ReadonlyMap<string, number>> {
    const ends = new Map<string, number>();
    for (const service of serviceNames) {
      const inbox = this.logs(inboxTopic(service));
      for (let partition = 0; partition < inbox.partitions; partition += 1) {
        ends.set(`${inbox.topic}/${partition}`, await endOf(inbox, partition));
      }
    }
    return ends;
  }
}
