import type { WorkStatus } from '../work.js';

/** Work that is behind, says of nothing that hinders it, and has not moved for so long, hangs. */
export const progressLimits = { stillMsMax: 120_000 } as const;

interface Mark {
  readonly place: number;
  readonly since: number;
}

const nameOf = ({ role, name, partition }: WorkStatus): string => `${role} ${name}/${partition}`;

/**
 * Watches that work which could go on does go on. What halted or says a reason waits for people or
 * for servers, and is told elsewhere.
 */
export class Progress {
  #marks = new Map<string, Mark>();
  #still: readonly string[] = [];

  /** Those that hang, in words. */
  get still(): readonly string[] {
    return this.#still;
  }

  /** Servers were away meanwhile: everybody begins anew. */
  reset(): void {
    this.#marks.clear();
    this.#still = [];
  }

  /** `end`: what each could have come to. */
  take(statuses: readonly (WorkStatus & { readonly end: number })[], now: number): void {
    const marks = new Map<string, Mark>();
    const still: string[] = [];
    for (const status of statuses) {
      const { place, end, state, reason } = status;
      if (state !== 'running' || reason !== undefined || end <= place) continue;
      const name = nameOf(status);
      const known = this.#marks.get(name);
      const mark = known?.place === place ? known : { place, since: now };
      marks.set(name, mark);
      const ms = now - mark.since;
      if (ms >= progressLimits.stillMsMax) {
        still.push(`${name} stands at ${place} of ${end} for ${Math.round(ms / 1_000)} s`);
      }
    }
    this.#marks = marks;
    this.#still = still;
  }
}
