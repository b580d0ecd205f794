/** Events logs written by hand, and a view of accounts that folds them. */
import type { Projection } from '#kernel';
import type { EventEnvelope, InputPlace, LogEvent } from '#contracts';
import type { Log } from '#ports';
import { Chain } from '../src/log/chain.js';
import type { View } from '../src/views/view.js';
import { ledgerCodec } from './ledger.js';
import type { AccountEvent } from './ledger.js';

export const dayMs = 86_400_000;
export const began = Date.parse('2026-01-05T10:00:00Z');
/** Of work that nobody stops. */
export const never = new AbortController().signal;
const codec = ledgerCodec('ledger');

type About = Partial<
  Pick<EventEnvelope, 'command' | 'source' | 'tenant' | 'number' | 'at' | 'version'> &
    Pick<InputPlace, 'input'>
>;

/** Writes one partition of an events log as its writer would, without one. */
export class History {
  #chain: Chain | undefined;
  readonly #versions = new Map<string, number>();
  /** The next inbox offset. */
  next = 0;
  at = began;

  constructor(
    readonly log: Log,
    readonly partition = 0,
    readonly logId = `logId-${partition}`,
  ) {}

  async openTerm(): Promise<void> {
    const data = { id: this.#chain === undefined ? this.logId : `again-${this.next}`, level: 1 };
    const record = codec.encodeTerm('ledger', this.partition, data, this.at);
    const outcome = await this.log.append(this.partition, [record]);
    if (outcome.kind !== 'appended') throw new Error(outcome.kind);
    const { logId } = this;
    if (this.#chain === undefined) {
      this.#chain = new Chain({
        offset: 0,
        term: outcome.first,
        chain: -1,
        inbox: -1,
        digest: '0'.repeat(32),
        logId,
      });
    } else this.#chain.renew(outcome.first);
  }

  /** Answers the next inbox record; gives its offset. */
  async record(
    key: string,
    events: readonly (AccountEvent | LogEvent)[],
    about: About = {},
  ): Promise<number> {
    if (this.#chain === undefined) await this.openTerm();
    const chain = this.#chain;
    if (chain === undefined) throw new Error('no term');
    const { at = this.at, version, input = 'inbox', ...address } = about;
    this.at = at;
    const offset = this.next;
    const place = { input, offset, k: 0 };
    const records = events.map((event, index) =>
      codec.encodeEvent({
        service: 'ledger',
        partition: this.partition,
        key,
        tenant: 'default',
        ...address,
        id: `${this.partition}:${input}:${offset}:0:${index}`,
        at,
        version: version ?? this.#versionOf(key, event),
        event,
        link: chain.link(place, index, events.length),
      }),
    );
    await this.log.append(this.partition, records);
    chain.add(place, records);
    if (input === 'inbox') this.next += 1;
    return offset;
  }

  deposit(key: string, amount: number, about: About = {}): Promise<number> {
    return this.record(key, [{ type: 'account.deposited', data: { amount, build: 'one' } }], about);
  }

  #versionOf(key: string, { type }: AccountEvent | LogEvent): number {
    if (type.startsWith('log.') || type === 'account.strayed') return 0;
    const version = (this.#versions.get(key) ?? 0) + 1;
    this.#versions.set(key, version);
    return version;
  }
}

export interface Shown {
  readonly balance: number;
  readonly moves: number;
}

/** Fixed width: the order of the texts is that of the numbers. */
const sortOf = (balance: number): string => String(balance + 1_000_000).padStart(9, '0');

const moved = (doc: Shown | undefined, event: AccountEvent): Shown => {
  const { balance, moves } = doc ?? { balance: 0, moves: 0 };
  if (event.type === 'account.deposited') {
    return { balance: balance + event.data.amount, moves: moves + 1 };
  }
  if (event.type === 'account.withdrawn') {
    return { balance: balance - event.data.amount, moves: moves + 1 };
  }
  return { balance, moves };
};

/** One document an account, in lists by its balance, counted by its class. */
export const accounts: Projection<AccountEvent, Shown> = {
  name: 'account',
  version: 1,
  evolve: (doc, { event, version }) => {
    if (version === 0) return doc;
    if (event.type === 'account.tripped') throw new TypeError('tripped in the view');
    return moved(doc, event);
  },
  indexes: ({ balance }) => [
    { index: 'all', sort: sortOf(balance) },
    ...(balance % 2 === 0 ? [{ index: 'even', sort: '' }] : []),
  ],
  counters: ({ balance }) => ['accounts', `class:${Math.abs(balance % 3)}`],
};

/** One document a letter, gone while its sum is nothing: comes and goes. */
export const letters: Projection<AccountEvent, Shown> = {
  name: 'letter',
  version: 1,
  keyOf: ({ key }) => key.slice(0, 1),
  evolve: (doc, { event }) => {
    const now = moved(doc, event);
    return now.balance === 0 ? undefined : now;
  },
  indexes: ({ moves }) => [{ index: 'letters', sort: sortOf(moves) }],
  counters: ({ balance }) => (balance < 0 ? ['letters', 'red'] : ['letters']),
};

export const accountsView: View<AccountEvent> = {
  service: 'ledger',
  codec,
  projections: [accounts, letters],
  goesOn: ({ type }) => (type === 'account.strayed' ? { next: 'other' } : undefined),
};

export const rejection = (offset: number): LogEvent => ({
  type: 'log.rejected',
  data: { code: 'balance_too_low', detail: 'no', offset, bytes: 2 },
});
export const unchanged = (first?: number): LogEvent => ({
  type: 'log.unchanged',
  data: first === undefined ? { reason: 'no-change' } : { reason: 'duplicate', first },
});
