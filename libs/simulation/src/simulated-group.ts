import type { Clock, Ownership } from '#ports';
import type { Dice } from './dice.js';
import type { Actor, Schedule } from './schedule.js';

const restartMs = 100;
/** So long an old owner may not know that it is none any more, or nobody that it died. */
const staleMsMax = 15_000;

type Work = Parameters<Ownership['run']>[3];

/** One process in one group, with what it works on. */
class Member {
  readonly #leases = new Map<number, AbortController>();
  readonly #works = new Map<number, Promise<void>>();
  #fail: (error: unknown) => void = () => undefined;
  readonly failed = new Promise<never>((_, reject) => {
    this.#fail = reject;
  });

  constructor(
    readonly actor: Actor,
    readonly partitions: number,
    private readonly clock: Clock,
    private readonly work: Work,
  ) {}

  take(partition: number): void {
    if (this.#leases.has(partition)) return;
    const lease = new AbortController();
    this.#leases.set(partition, lease);
    // Where it gets back what it is just leaving, it leaves first.
    const before = this.#works.get(partition) ?? Promise.resolve();
    const works = this.#own(partition, lease.signal, before).catch(this.#fail);
    this.#works.set(partition, works);
  }

  leave(partition: number): void {
    this.#leases.get(partition)?.abort();
    this.#leases.delete(partition);
  }

  async leaveAll(): Promise<void> {
    for (const partition of this.#leases.keys()) this.leave(partition);
    await Promise.all(this.#works.values());
  }

  async #own(partition: number, owned: AbortSignal, before: Promise<void>): Promise<void> {
    await before;
    while (!owned.aborted) {
      await this.work(partition, owned);
      if (!owned.aborted) await this.clock.wakeAt(this.clock.now() + restartMs, owned);
    }
  }
}

/** One consumer group: every partition has an owner, and may for a while have two. */
export class Group {
  readonly #members: Member[] = [];
  readonly #owners = new Map<number, Member>();

  constructor(
    private readonly name: string,
    private readonly dice: Dice,
    private readonly schedule: Schedule,
  ) {}

  /** The group's `Ownership.run` for one process. */
  async run(
    actor: Actor,
    clock: Clock,
    partitions: number,
    signal: AbortSignal,
    work: Work,
  ): Promise<void> {
    const member = new Member(actor, partitions, clock, work);
    const left = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    if (!signal.aborted) this.#join(member);
    await Promise.race([left, member.failed]);
    this.#members.splice(this.#members.indexOf(member), 1);
    await member.leaveAll();
    this.#reassign(member);
  }

  /** What a dead process owned gets an owner once its silence is noticed. */
  lost(actor: Actor): void {
    for (const member of this.#members.filter((one) => one.actor === actor)) {
      this.#members.splice(this.#members.indexOf(member), 1);
      this.#later(`${this.name} misses ${actor.label}`, () => this.#reassign(member));
    }
  }

  /** Gives some partition to some member; false where there is no other. */
  handOver(): boolean {
    if (this.#members.length < 2) return false;
    const [partition] = [...this.#owners.keys()].slice(this.dice.below(this.#owners.size));
    const member = this.#members[this.dice.below(this.#members.length)];
    if (partition === undefined || member === undefined) return false;
    if (this.#owners.get(partition) === member) return false;
    this.#give(partition, member);
    return true;
  }

  #join(member: Member): void {
    this.#members.push(member);
    for (let partition = 0; partition < member.partitions; partition += 1) {
      if (!this.#owners.has(partition) || this.dice.chance(1 / this.#members.length)) {
        this.#give(partition, member);
      }
    }
  }

  #give(partition: number, member: Member): void {
    const old = this.#owners.get(partition);
    this.#owners.set(partition, member);
    member.take(partition);
    if (old === undefined || old === member) return;
    this.#later(`${old.actor.label} loses ${this.name}/${partition}`, () => {
      if (this.#owners.get(partition) !== old) old.leave(partition);
    });
  }

  #reassign(gone: Member): void {
    const left = [...this.#owners].filter(([, owner]) => owner === gone);
    for (const [partition] of left) {
      this.#owners.delete(partition);
      const heir = this.#members[this.dice.below(this.#members.length)];
      if (heir !== undefined) this.#give(partition, heir);
    }
  }

  #later(label: string, act: () => void): void {
    const due = this.schedule.time + this.dice.below(staleMsMax);
    this.schedule.add({
      label,
      due: () => due,
      run: async () => {
        act();
        return 'done';
      },
    });
  }
}
