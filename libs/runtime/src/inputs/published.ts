import type { Clock, Position, Positions } from '#ports';
import { limits } from '../limits.js';

export interface PublishedPorts {
  readonly service: string;
  readonly partition: number;
  readonly positions: Positions;
  readonly clock: Clock;
}

/** Where partition `own` of a service says how far it has read `source`, by source partition. */
export const readsName = (service: string, own: number, source: string): string =>
  `${service}.reads.${own}.${source}`;

/** What was read, and how far all of it is answered. */
export interface Progress {
  readonly source: string;
  readonly partition: number;
  readonly position: Position | undefined;
}

interface Place {
  readonly name: string;
  readonly partition: number;
  readonly position: Position;
}

/**
 * Says how far a writer has read its sources, a few times a second; all partitions at the same
 * moments, so that one request can take the places of many. Who waits, or shows how things stand,
 * goes by it; no writer ever does.
 */
export class Published {
  /** Offsets by name and partition. */
  readonly #stored = new Map<string, number>();
  #dueAt: number | undefined;
  #savedAt: number;
  #saving = false;
  /** A store in trouble is not asked without a pause. */
  #pausedUntil = 0;

  /** `saved` is told when there may be something to say again. */
  constructor(
    private readonly ports: PublishedPorts,
    private readonly saved: () => void,
  ) {
    this.#savedAt = ports.clock.now();
  }

  /** When there is something to say; `undefined`: whenever more is read, or was saved. */
  get dueAt(): number | undefined {
    if (this.#saving || this.#dueAt === undefined) return undefined;
    return Math.max(this.#dueAt, this.#pausedUntil);
  }

  /** Nobody waits for it: trouble of the store passes, and is tried again. */
  reach(all: readonly Progress[]): void {
    const now = this.ports.clock.now();
    const places = this.#due(all, now);
    if (places.length === 0) {
      this.#dueAt = undefined;
      return;
    }
    const everyMs = this.ports.positions.everyMs ?? limits.checkpointMs;
    const soon = now - (now % everyMs) + everyMs;
    // A clock that was set back must not put it off.
    this.#dueAt = Math.min(this.#dueAt ?? soon, soon);
    if (this.#saving || now < this.#dueAt || now < this.#pausedUntil) return;
    this.#dueAt = undefined;
    this.#savedAt = now;
    this.#saving = true;
    void this.#save(places);
  }

  /** What has changed; all of it now and then: whoever had the partition may have saved late. */
  #due(all: readonly Progress[], now: number): readonly Place[] {
    const { service, partition: own } = this.ports;
    const isAgain = Math.abs(now - this.#savedAt) >= limits.checkpointLookMs;
    return all.flatMap(({ source, partition, position }) => {
      const name = readsName(service, own, source);
      const isNew = position?.offset !== (this.#stored.get(`${name}/${partition}`) ?? 0);
      return position !== undefined && (isNew || isAgain) ? [{ name, partition, position }] : [];
    });
  }

  async #save(places: readonly Place[]): Promise<void> {
    const { positions, clock } = this.ports;
    try {
      await Promise.all(
        places.map(({ name, partition, position }) => positions.save(name, partition, position)),
      );
      for (const { name, partition, position } of places) {
        this.#stored.set(`${name}/${partition}`, position.offset);
      }
    } catch {
      this.#pausedUntil = clock.now() + limits.retryMsMax;
    }
    this.#saving = false;
    this.saved();
  }
}
