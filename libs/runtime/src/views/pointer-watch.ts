import type { Clock, Generations, Log, Projections } from '#ports';
import { endOf } from '../log/log-end.js';

export const pointerLimits = { checkMs: 1_000, unattendedMs: 30_000 } as const;

type Pointer = Awaited<ReturnType<Generations['current']>>;

/** Which generation of one service answers, looked at once a second. */
export class PointerWatch {
  constructor(
    private readonly service: string,
    private readonly log: Log,
    private readonly generations: Generations,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves once another generation answers than `pointer` says, or none, or `signal` aborts: an
   * instance elsewhere has flipped it, or the store has lost it or fallen back behind a flip.
   */
  async moved(pointer: Pointer, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.#stands(pointer))) await this.#pause(signal);
  }

  /**
   * Resolves true as `moved` does, and false once nobody has moved the generation on for half a
   * minute although its log has more.
   */
  async attended(pointer: Pointer, signal: AbortSignal): Promise<boolean> {
    const { clock, generations, service, log } = this;
    if (pointer === undefined) return true;
    const projections = await generations.open(service, pointer.generation, log.partitions);
    let passed = -1;
    let since = clock.now();
    while (!signal.aborted && (await this.#stands(pointer))) {
      const { behind, offsets } = await this.#progress(projections);
      if (behind === 0 || offsets !== passed) since = clock.now();
      passed = offsets;
      if (clock.now() - since >= pointerLimits.unattendedMs) return false;
      await this.#pause(signal);
    }
    return true;
  }

  async #progress(projections: Projections): Promise<{ behind: number; offsets: number }> {
    let [behind, offsets] = [0, 0];
    for (let partition = 0; partition < this.log.partitions; partition += 1) {
      const offset = (await projections.cursor(partition))?.offset ?? 0;
      behind += Math.max(0, (await endOf(this.log, partition)) - offset);
      offsets += offset;
    }
    return { behind, offsets };
  }

  /** A store that cannot be asked is asked again. */
  async #stands(pointer: Pointer): Promise<boolean> {
    const now = await this.generations.current(this.service).catch(() => pointer);
    return now?.generation === pointer?.generation && now?.fold === pointer?.fold;
  }

  #pause(signal: AbortSignal): Promise<void> {
    return this.clock.wakeAt(this.clock.now() + pointerLimits.checkMs, signal);
  }
}
