import { SingleFlight } from '#kernel';
import { GenerationGone, StoreUnavailable } from '#ports';
import type { Clock, Generations, Position, Projections } from '#ports';
import { queryLimits } from './query-limits.js';
const readAttemptsMax = 2;

interface Opened {
  readonly projections: Projections;
  readonly generation: number;
  checked: number;
  /** It shows less than this reader has seen. */
  behind: boolean;
}

/** No view can answer now. It passes by itself: ask again. */
export class ViewsUnavailable extends Error {
  override readonly name = 'ViewsUnavailable';

  constructor(service: string, reason = 'they are being filled') {
    super(`the views of ${service} cannot answer now: ${reason}`);
  }
}

/**
 * The generation of one service's views that is current, so that a flip is followed within a second
 * and never seen half; none that the store has put back behind what this reader has seen.
 */
export class CurrentViews {
  #opened: Opened | undefined;
  /** The farthest offset seen, by partition. */
  readonly #seen: number[] = [];
  readonly #opening = new SingleFlight<Opened | undefined>();

  constructor(
    readonly service: string,
    readonly partitions: number,
    private readonly generations: Generations,
    private readonly clock: Clock,
  ) {}

  /** `undefined` until a generation answers. */
  async projections(): Promise<Projections | undefined> {
    return (await this.#standing())?.projections;
  }

  async #standing(): Promise<Opened | undefined> {
    const now = this.clock.now();
    const opened = this.#opened;
    const fresh = opened !== undefined && now - opened.checked < queryLimits.generationCheckMs;
    if (fresh && !opened.behind) return opened;
    // One look at a time: of two, the slower one would lead back to an older generation.
    return this.#opening.run(() => this.#look(opened, now));
  }

  async #look(opened: Opened | undefined, now: number): Promise<Opened | undefined> {
    const current = await this.generations.current(this.service);
    if (current === undefined) return undefined;
    const { generation } = current;
    const projections =
      opened?.generation === generation
        ? opened.projections
        : await this.generations.open(this.service, generation, this.partitions);
    const behind = await this.#isBehind(projections);
    // To open it begins it anew where it was lost since it was asked for.
    const again = await this.generations.current(this.service);
    if (again?.generation !== generation) return undefined;
    if (
      behind &&
      opened !== undefined &&
      opened.generation !== generation &&
      (await this.#stillShows(opened))
    ) {
      opened.checked = now - queryLimits.generationCheckMs + queryLimits.behindCheckMs;
      return opened;
    }
    this.#opened = { projections, generation, checked: now, behind };
    return this.#opened;
  }

  /**
   * Who flipped may run elsewhere, and the old generation have gone on since: it answers until the
   * next one shows all that it has shown.
   */
  async #stillShows({ projections, behind }: Opened): Promise<boolean> {
    return !behind && !(await this.#isBehind(projections).catch(() => true));
  }

  async #isBehind(projections: Projections): Promise<boolean> {
    const partitions = Array.from({ length: this.partitions }, (_, partition) => partition);
    const cursors = await Promise.all(partitions.map((each) => projections.cursor(each)));
    const offsets = cursors.map((cursor) => cursor?.offset ?? 0);
    const behind = offsets.some((offset, partition) => offset < (this.#seen[partition] ?? 0));
    for (const [partition, offset] of offsets.entries()) this.#see(partition, offset);
    return behind;
  }

  #see(partition: number, offset: number): void {
    this.#seen[partition] = Math.max(offset, this.#seen[partition] ?? 0);
  }

  /** Once more where the generation went away in between. */
  async ask<T>(read: (projections: Projections) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
      try {
        const standing = await this.#standing();
        if (standing !== undefined && !standing.behind) return await read(standing.projections);
      } catch (error) {
        this.#lookAgain(error);
      }
    }
    throw new ViewsUnavailable(this.service);
  }

  /** A store that was away may have come back without its last writes: look before reading. */
  #lookAgain(error: unknown): void {
    this.#opened = undefined;
    if (error instanceof StoreUnavailable) throw new ViewsUnavailable(this.service, error.message);
    if (!(error instanceof GenerationGone)) throw error;
  }

  async cursor(partition: number): Promise<Position | undefined> {
    try {
      const cursor = await (await this.projections())?.cursor(partition);
      if (cursor !== undefined) this.#see(partition, cursor.offset);
      return cursor;
    } catch (error) {
      this.#lookAgain(error);
      return undefined;
    }
  }
}
