import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { assign } from './assignment.js';
import type { MemberClaim, Share } from './assignment.js';
import { Client } from '../client/client.js';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';
import { isBug, reasonOf, errorType } from '../client/error-type.js';

const { heartbeatMs, retryMsMin, retryMsMax } = kafkaLimits;
/** Kafka passes on what the members say of themselves and leaves the sharing out to one of them. */
const protocol = { type: 'throughline', name: 'sticky.1' };
const nobody = -1;

/** The coordinator gave this member up. */
const expelled = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/** One process, which may be a member of several groups. */
export interface ProcessInGroups {
  /** Differs from that of every other process. */
  readonly id: string;
  /** What it has of the group that it joined first; `undefined` where that is this one. */
  readonly firstGroup: (group: string) => MemberClaim['first'];
}

interface Joined {
  readonly coordinator: Broker;
  readonly memberId: string;
  readonly generationId: number;
}

/**
 * This process as a member of one group: joins, heartbeats, joins again, and tells which partitions
 * are its own. Only a hint (K8): while the group shares out anew everybody works on, and stops what
 * is given to others when he hears of it. Who is not heard of for a session hears so by his own
 * clock, and stops everything (K9: also after a pause of the whole process).
 */
export class Membership {
  readonly #client: Client;
  readonly #groupId: string;
  readonly #sessionMs: number;
  #memberId = '';
  #owned: readonly number[] = [];
  #generation = nobody;
  #saidOfFirst = '';
  #watchdog: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(
    private readonly options: KafkaOptions,
    readonly name: string,
    readonly partitions: number,
    private readonly process: ProcessInGroups,
    private readonly assigned: (owned: readonly number[]) => void,
  ) {
    this.#client = new Client(options);
    this.#groupId = `${options.prefix ?? ''}${name}`;
    this.#sessionMs = options.sessionTimeoutMs ?? kafkaLimits.sessionMs;
  }

  /** What this process has of the group now. */
  get share(): Share {
    return { owned: this.#owned, generation: this.#generation };
  }

  /** Until `leaving` aborts; then leaves, so that others take over at once. Rejects on a bug. */
  async run(leaving: AbortSignal): Promise<void> {
    let joined: Joined | undefined;
    while (!leaving.aborted) {
      try {
        joined = await this.#join();
        this.#failures = 0;
        await this.#heartbeats(joined, leaving);
      } catch (error) {
        await this.#recover(error, leaving);
      }
    }
    clearTimeout(this.#watchdog);
    await this.#leave(joined);
    await this.#client.close();
  }

  async #join(): Promise<Joined> {
    const groupId = this.#groupId;
    const coordinator = await this.#client.coordinatorOf(groupId);
    const { id, firstGroup } = this.process;
    const first = firstGroup(this.name);
    const claim = { ...this.share, partitions: this.partitions, process: id, first };
    this.#saidOfFirst = `${first?.owned.join()}`;
    // While the coordinator waits for the others, it takes this member for alive.
    this.#heard(2 * this.#sessionMs);
    const { memberId, generationId, leaderId, members } = await coordinator.joinGroup({
      groupId,
      memberId: this.#memberId,
      protocolType: protocol.type,
      sessionTimeout: this.#sessionMs,
      rebalanceTimeout: this.#sessionMs,
      groupProtocols: [{ name: protocol.name, metadata: Buffer.from(JSON.stringify(claim)) }],
    });
    this.#memberId = memberId;
    const claims = members.map((member) => claimOf(member.memberId, member.memberMetadata));
    const given = memberId === leaderId ? assign(claims, this.partitions) : new Map();
    const groupAssignment = Array.from(given, ([member, owned]) => ({
      memberId: `${member}`,
      memberAssignment: Buffer.from(JSON.stringify(owned)),
    }));
    const { memberAssignment } = await coordinator.syncGroup({
      groupId,
      generationId,
      memberId,
      groupAssignment,
    });
    this.#generation = generationId;
    this.#own(partitionsIn(memberAssignment, this.partitions));
    this.#heard(this.#sessionMs);
    return { coordinator, memberId, generationId };
  }

  /** Ends by throwing, or where this member is to leave. */
  async #heartbeats(
    { coordinator, memberId, generationId: groupGenerationId }: Joined,
    leaving: AbortSignal,
  ): Promise<void> {
    const groupId = this.#groupId;
    for (;;) {
      await sleep(heartbeatMs, undefined, { signal: leaving }).catch(() => undefined);
      if (leaving.aborted) return;
      await coordinator.heartbeat({ groupId, groupGenerationId, memberId });
      this.#heard(this.#sessionMs);
      if (this.#isApart) return;
    }
  }

  /** The group that this process joined first was shared out otherwise since this one was. */
  get #isApart(): boolean {
    const first = this.process.firstGroup(this.name)?.owned ?? [];
    const owned = first.join();
    return owned !== '' && owned !== this.#saidOfFirst && owned !== this.#owned.join();
  }

  async #recover(trouble: unknown, leaving: AbortSignal): Promise<void> {
    if (isBug(trouble)) throw trouble;
    const type = errorType(trouble);
    if (type === 'REBALANCE_IN_PROGRESS') return;
    if (expelled.has(type)) {
      this.#memberId = '';
      this.#own([]);
      return;
    }
    const ms = Math.min(retryMsMin * 2 ** Math.min(this.#failures, 10), retryMsMax);
    this.#failures += 1;
    this.options.log?.({
      level: 'warn',
      worker: this.name,
      text: `group ${this.#groupId}: ${reasonOf(trouble)}`,
    });
    await sleep(ms, undefined, { signal: leaving }).catch(() => undefined);
    if (!leaving.aborted) await this.#client.refresh().catch(() => undefined);
  }

  #own(owned: readonly number[]): void {
    this.#owned = owned;
    this.assigned(owned);
  }

  #heard(ms: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#own([]), ms);
  }

  async #leave(joined: Joined | undefined): Promise<void> {
    if (joined === undefined || this.#memberId === '') return;
    const { coordinator, memberId } = joined;
    await coordinator.leaveGroup({ groupId: this.#groupId, memberId }).catch(() => undefined);
  }
}

const numbersIn = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter((each) => Number.isSafeInteger(each)) : [];

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
};

const shareOf = (said: object): Share => {
  const { owned, generation } = { owned: [], generation: nobody, ...said };
  return {
    owned: numbersIn(owned),
    generation: Number.isSafeInteger(generation) ? generation : nobody,
  };
};

const claimOf = (member: string, metadata: Buffer): MemberClaim => {
  const said = parsed(metadata);
  const whole = typeof said === 'object' && said !== null ? said : {};
  const { process, first } = { process: '', first: undefined as unknown, ...whole };
  const ofFirst = typeof first === 'object' && first !== null ? { group: '', ...first } : undefined;
  return {
    member,
    ...shareOf(whole),
    process: `${process}`,
    ...(ofFirst !== undefined && { first: { ...shareOf(ofFirst), group: `${ofFirst.group}` } }),
  };
};

const partitionsIn = (assignment: Buffer, partitions: number): readonly number[] =>
  numbersIn(parsed(assignment)).filter((each) => each >= 0 && each < partitions);
