import type { Dice } from './dice.js';
import type { Fault, FaultRates } from './faults.js';
import type { Actor, Schedule } from './schedule.js';

/**
 * What a caller is told where the call itself cannot tell; without it, that fault does not happen
 * to it.
 */
export interface Faults<T> {
  /** It surely did nothing. */
  readonly refused?: T;
  /** It may have been done, or not, or may be yet. */
  readonly unknown?: T;
}

const lateMsMax = 20_000;

/** Never resolves: what a dead process waits for. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);

/**
 * Between processes and stores: a call is a request that lands at the store, and an answer that
 * comes back, each in its own step. What was sent may land after its sender has died.
 */
export class Network {
  rates: FaultRates;
  readonly counts = new Map<Fault, number>();
  /** Writes that will land some time after their callers have been answered. */
  late = 0;

  constructor(
    rates: FaultRates,
    private readonly dice: Dice,
    private readonly schedule: Schedule,
  ) {
    this.rates = rates;
  }

  /** Draws whether a fault happens, and counts it. */
  strikes(fault: Fault): boolean {
    const rate = this.rates[fault];
    if (rate === 0 || !this.dice.chance(rate)) return false;
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    return true;
  }

  /** Sends a call; `effect` is what it does at the store. */
  call<T>(
    actor: Actor,
    name: string,
    effect: () => Promise<T>,
    faults: Faults<T> = {},
  ): Promise<T> {
    if (!actor.alive) return never();
    return new Promise((resolve, reject) => {
      const label = `${actor.label} ${name}`;
      const answer = (value: T): void =>
        this.schedule.add({
          label: `${label} answered`,
          actor,
          due: () => 0,
          run: async () => {
            resolve(value);
            return kindOf(value);
          },
        });
      const fail = (error: unknown): void =>
        this.schedule.add({
          label: `${label} failed`,
          actor,
          due: () => 0,
          run: async () => {
            reject(error);
            return String(error);
          },
        });
      const land = (): Promise<void> => effect().then(answer, fail);
      this.schedule.add({
        label,
        sender: actor,
        due: () => 0,
        run: () => this.#fate({ land, effect, answer, label }, faults),
      });
    });
  }

  async #fate<T>(call: Sent<T>, { refused, unknown }: Faults<T>): Promise<string> {
    const { land, effect, answer } = call;
    if (refused !== undefined && this.strikes('refused')) {
      answer(refused);
      return 'refused';
    }
    if (unknown === undefined) {
      await land();
      return 'landed';
    }
    if (this.strikes('lost')) {
      answer(unknown);
      return 'lost';
    }
    if (this.strikes('late')) {
      answer(unknown);
      this.#later(call);
      return 'late';
    }
    if (this.strikes('ackLost')) {
      await effect();
      answer(unknown);
      return 'ack lost';
    }
    await land();
    if (this.strikes('twice')) this.#later(call);
    return 'landed';
  }

  #later<T>({ label, effect }: Sent<T>): void {
    const due = this.schedule.time + this.dice.below(lateMsMax);
    this.late += 1;
    this.schedule.add({
      label: `${label} late`,
      due: () => due,
      run: async () => {
        this.late -= 1;
        return kindOf(await effect());
      },
    });
  }
}

interface Sent<T> {
  readonly label: string;
  readonly effect: () => Promise<T>;
  readonly answer: (value: T) => void;
  readonly land: () => Promise<void>;
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : 'done';
