/** Logs that can be made to fail, a clock that a spec moves, and what a spec asks of them. */
import type { Message } from '#kernel';
import type { EventEnvelope, InboxEnvelope, LogEvent, TermOpened } from '#contracts';
import { never } from '#kernel';
import type {
  AppendOutcome,
  Clock,
  Log,
  LogRecord,
  Position,
  ReadLimit,
  ReadOutcome,
  StatesOf,
  StoredRecord,
} from '#ports';
import {
  alwaysMine,
  memoryLog,
  memoryPositions,
  memoryStates,
  seededRandom,
  virtualClock,
} from '#simulation';
import type { VirtualClock } from '#simulation';
import { Acceptance } from '../src/log/acceptance.js';
import { ledger, ledgerCodec } from './ledger.js';
import type { Account, AccountCommand, AccountEvent, LedgerService } from './ledger.js';
import type { Outcome } from '../src/work/ending.js';
import { assignmentOf } from '../src/writer/assignment.js';
import type { Assignment } from '../src/writer/assignment.js';
import type { JournalEntry, Ports } from '../src/service.js';
import { runWriter } from '../src/writer/writer.js';

/**
 * What the next append does instead: `lost-ack` stands and is not acknowledged, `lost` neither,
 * `twice` stands twice, `late` stands once it is let go, `away` is refused, `crash` rejects.
 */
export type Fault = 'none' | 'lost-ack' | 'lost' | 'twice' | 'late' | 'away' | 'crash';

/** A memory log with scripted faults. */
export class FaultyLog implements Log {
  readonly topic: string;
  readonly partitions: number;
  readonly appendBytesMax: number;
  readonly appends: { readonly partition: number; readonly records: number }[] = [];
  readsAway = 0;
  #inner: Log;
  #faults: Fault[] = [];
  #late: (() => Promise<unknown>)[] = [];
  #starts = new Map<number, number>();
  /** Called before an append goes through: a chance for others to come first. */
  before: ((partition: number) => Promise<void>) | undefined;

  constructor(private readonly options: Parameters<typeof memoryLog>[0]) {
    this.#inner = memoryLog(options);
    this.topic = options.topic;
    this.partitions = options.partitions;
    this.appendBytesMax = options.appendBytesMax;
  }

  next(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** No more faults; what is late comes now. */
  async calm(): Promise<void> {
    this.#faults = [];
    this.before = undefined;
    await this.letGo();
  }

  async append(partition: number, records: readonly LogRecord[]): Promise<AppendOutcome> {
    this.appends.push({ partition, records: records.length });
    const { before } = this;
    this.before = undefined;
    await before?.(partition);
    const fault = this.#faults.shift() ?? 'none';
    const send = (): Promise<AppendOutcome> => this.#inner.append(partition, records);
    switch (fault) {
      case 'none':
        return send();
      case 'lost-ack':
        await send();
        return { kind: 'unknown', reason: fault };
      case 'lost':
        return { kind: 'unknown', reason: fault };
      case 'twice':
        await send();
        return send();
      case 'late':
        this.#late.push(send);
        return { kind: 'unknown', reason: fault };
      case 'away':
        return { kind: 'unavailable', reason: fault };
      case 'crash':
        throw new Error('the log broke');
      default:
        return never(fault);
    }
  }

  async letGo(): Promise<void> {
    for (const send of this.#late.splice(0)) await send();
  }

  async read(partition: number, from: number, limit: ReadLimit): Promise<ReadOutcome> {
    if (this.readsAway > 0) {
      this.readsAway -= 1;
      return { kind: 'unavailable', reason: 'away' };
    }
    const start = this.#starts.get(partition) ?? 0;
    const outcome = await this.#inner.read(partition, Math.max(from, start), limit);
    return outcome.kind === 'read' ? { kind: 'read', slice: { ...outcome.slice, start } } : outcome;
  }

  grown(partition: number, from: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return this.#inner.grown(partition, from, waitMs, signal);
  }

  /** Retention: nothing before `start` is kept. */
  loseHead(partition: number, start: number): void {
    this.#starts.set(partition, start);
  }

  async loseTail(partition: number, end: number): Promise<void> {
    const partitions = Array.from({ length: this.partitions }, (_, each) => each);
    const all = await Promise.all(partitions.map((each) => this.all(each)));
    this.#inner = memoryLog(this.options);
    for (const [each, records] of all.entries()) {
      const kept = each === partition ? records.slice(0, end) : records;
      if (kept.length > 0) await this.#inner.append(each, kept);
    }
  }

  async all(partition: number): Promise<readonly StoredRecord[]> {
    const outcome = await this.#inner.read(partition, 0, { records: Infinity, bytes: Infinity });
    return outcome.kind === 'read' ? outcome.slice.records : [];
  }
}

const start = Date.parse('2026-01-05T10:00:00Z');

type Changes = Partial<InboxEnvelope<AccountCommand>>;

/** A fault-free log of everything with one clock; each participant may have states of its own. */
export class World {
  readonly clock: VirtualClock = virtualClock(start);
  readonly random = seededRandom(11);
  readonly positions = memoryPositions();
  readonly journal: JournalEntry[] = [];
  readonly #logs = new Map<string, FaultyLog>();
  #commands = 0;

  constructor(
    readonly partitions = 1,
    private readonly bytes: { readonly inbox?: number; readonly events?: number } = {},
  ) {}

  log(topic: string): FaultyLog {
    const known = this.#logs.get(topic);
    if (known !== undefined) return known;
    const appendBytesMax = topic.endsWith('.events')
      ? (this.bytes.events ?? 8_388_608)
      : (this.bytes.inbox ?? 1_048_576);
    const { clock, partitions } = this;
    const log = new FaultyLog({ topic, partitions, clock, appendBytesMax });
    this.#logs.set(topic, log);
    return log;
  }

  get inbox(): FaultyLog {
    return this.log('oms.ledger.inbox');
  }

  get events(): FaultyLog {
    return this.log('oms.ledger.events');
  }

  ports(states: StatesOf = memoryStates(), clock: Clock = this.clock): Ports {
    return {
      logs: (topic) => this.log(topic),
      states,
      positions: this.positions,
      clock,
      random: this.random,
      ownership: alwaysMine(this.clock),
      log: (entry) => {
        this.journal.push(entry);
      },
    };
  }

  /** Posts to partition 0; each with an id of its own unless one is given. */
  async post(command: AccountCommand, changes: Changes = {}, partition = 0) {
    this.#commands += 1;
    const envelope = {
      key: 'a',
      tenant: 'default',
      id: `command-${this.#commands}`,
      from: 'spec',
      command,
      ...changes,
    };
    return this.inbox.append(partition, [ledgerCodec('ledger').encodeCommand(envelope)]);
  }

  deposit(amount: number, changes: Changes = {}, partition = 0) {
    return this.post({ type: 'account.deposit', data: { amount } }, changes, partition);
  }

  /**
   * Begins a writer of partition 0; `states` are its own unless shared. It ends where its inbox
   * halts too, though its other inputs would be answered on.
   */
  writer(
    service: LedgerService = ledger(),
    states: StatesOf = memoryStates(),
    partition = 0,
    clock: Clock = this.clock,
  ): Writing {
    const stopping = new AbortController();
    let faulty: Outcome | undefined;
    const ports = this.ports(states, clock);
    const assignment = assignmentOf(service, ports, partition, (input, halted) => {
      if (input !== 'inbox') return;
      faulty = halted;
      stopping.abort();
    });
    const ended = runWriter(assignment, stopping.signal).then((outcome) => faulty ?? outcome);
    const stop = async (): Promise<Outcome> => {
      stopping.abort();
      return ended;
    };
    return { assignment, states, ended, stop };
  }

  /** Lets everything run that can, and some retries. */
  async settle(ms = 1_000): Promise<void> {
    await this.clock.advance(ms);
  }

  /** What any reader accepts of a service's events, in order; without notes of positions. */
  async accepted(partition = 0, service = 'ledger'): Promise<Accepted> {
    const acceptance = new Acceptance<AccountEvent>();
    const codec = ledgerCodec(service);
    const causes: Accepted['causes'][number][] = [];
    const terms: TermOpened['data'][] = [];
    for (const record of await this.log(`oms.${service}.events`).all(partition)) {
      const verdict = acceptance.offer(record, codec.decodeEvent(record));
      if (verdict.kind === 'term') terms.push(verdict.term);
      if (verdict.kind === 'accepted' && verdict.cause.input !== 'log') causes.push(verdict.cause);
    }
    const events = causes.flatMap((cause) => cause.events);
    const { superseded, position } = acceptance;
    return { causes, events, terms, superseded, position };
  }
}

export interface Writing {
  readonly assignment: Assignment<AccountCommand, AccountEvent, Account>;
  readonly states: StatesOf;
  readonly ended: Promise<Outcome>;
  readonly stop: () => Promise<Outcome>;
}

export interface Accepted {
  readonly causes: readonly {
    readonly chain: number;
    readonly input: string;
    readonly offset: number;
    readonly k: number;
    readonly events: readonly Recorded[];
  }[];
  readonly events: readonly Recorded[];
  readonly terms: readonly TermOpened['data'][];
  readonly superseded: number;
  readonly position: Position;
}
type Recorded = EventEnvelope<AccountEvent | LogEvent>;

export const typesOf = (events: readonly { readonly event: Message }[]): readonly string[] =>
  events.map(({ event }) => event.type);

/** The sum of what the accepted events moved. */
export const balanceOf = (events: readonly Recorded[]): number =>
  events.reduce((sum, { event }) => {
    if (event.type === 'account.deposited') return sum + event.data.amount;
    return event.type === 'account.withdrawn' ? sum - event.data.amount : sum;
  }, 0);

/** The outcomes that a spec waits for, by a part of their reason. */
export const halted = (reason: string) => ({
  kind: 'halted',
  reason: expect.stringContaining(reason),
});
export const steppedDown = (reason: string) => ({
  kind: 'stepped-down',
  reason: expect.stringContaining(reason),
});
