/** A domain of a few lines for the specs of this library: accounts with money and reminders. */
import { addMinor, never, refuse } from '#kernel';
import type { Decider, Message, Refusal } from '#kernel';
import type { EventEnvelope, LogEvent, ServiceCodec, TermOpened } from '#contracts';
import type { LogRecord, StoredRecord } from '#ports';
import type { Service } from '../src/service.js';

export type AccountCommand =
  | { readonly type: 'account.deposit'; readonly data: { readonly amount: number } }
  | { readonly type: 'account.withdraw'; readonly data: { readonly amount: number } }
  | { readonly type: 'account.remind'; readonly data: { readonly at: number } }
  | { readonly type: 'account.reminder-due'; readonly data: { readonly at: number } }
  | {
      readonly type: 'account.report';
      readonly data: { readonly bytes: number; readonly parts: number };
    }
  | { readonly type: 'account.stray'; readonly data: Record<string, never> }
  | { readonly type: 'account.touch'; readonly data: Record<string, never> }
  /** Trips over a bug. */
  | { readonly type: 'account.trip'; readonly data: { readonly in: 'decide' | 'evolve' } };

export type AccountEvent =
  | {
      readonly type: 'account.deposited';
      readonly data: { readonly amount: number; readonly build: string };
    }
  | { readonly type: 'account.withdrawn'; readonly data: { readonly amount: number } }
  | { readonly type: 'account.reminder-set'; readonly data: { readonly at: number } }
  | { readonly type: 'account.reminded'; readonly data: { readonly at: number } }
  | { readonly type: 'account.reported'; readonly data: { readonly text: string } }
  | { readonly type: 'account.strayed'; readonly data: Record<string, never> }
  | { readonly type: 'account.tripped'; readonly data: Record<string, never> };

export interface Account {
  readonly balance: number;
  readonly remindAt: number | null;
}

/** Builds that are unlike write unlike events. */
const account = (build: string): Decider<AccountCommand, AccountEvent, Account> => ({
  initial: { balance: 0, remindAt: null },
  decide(command, { balance, remindAt }, { now }): readonly AccountEvent[] | Refusal {
    switch (command.type) {
      case 'account.deposit':
        return [{ type: 'account.deposited', data: { amount: command.data.amount, build } }];
      case 'account.withdraw':
        return command.data.amount > balance
          ? refuse('balance_too_low', `the balance is ${balance}`, 'amount')
          : [{ type: 'account.withdrawn', data: { amount: command.data.amount } }];
      case 'account.remind':
        return [{ type: 'account.reminder-set', data: { at: command.data.at } }];
      case 'account.reminder-due':
        return remindAt === command.data.at && remindAt <= now
          ? [{ type: 'account.reminded', data: { at: remindAt } }]
          : [];
      case 'account.report': {
        const { bytes, parts } = command.data;
        return Array.from({ length: parts }, () => ({
          type: 'account.reported',
          data: { text: 'x'.repeat(bytes) },
        }));
      }
      case 'account.stray':
        return [{ type: 'account.strayed', data: {} }];
      case 'account.touch':
        return [];
      case 'account.trip':
        if (command.data.in === 'decide') throw new TypeError('tripped in decide');
        return [
          { type: 'account.deposited', data: { amount: 1, build } },
          { type: 'account.tripped', data: {} },
        ];
      default:
        return never(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'account.deposited':
        return { ...state, balance: addMinor(state.balance, event.data.amount) };
      case 'account.withdrawn':
        return { ...state, balance: state.balance - event.data.amount };
      case 'account.reminder-set':
        return { ...state, remindAt: event.data.at };
      case 'account.reminded':
        return { ...state, remindAt: null };
      case 'account.tripped':
        throw new TypeError('tripped in evolve');
      default:
        return state;
    }
  },
  deadlines: ({ remindAt }) => (remindAt === null ? [] : [{ name: 'reminder', at: remindAt }]),
});

const bytesOf = (data: object): Uint8Array => new TextEncoder().encode(JSON.stringify(data));
const parsed = (value: Uint8Array | null) => {
  const data: object = JSON.parse(new TextDecoder().decode(value ?? new Uint8Array()));
  return data;
};

const commandTypes: ReadonlySet<string> = new Set(
  ['deposit', 'withdraw', 'remind', 'reminder-due', 'report', 'stray', 'touch', 'trip'].map(
    (name) => `account.${name}`,
  ),
);

const optional = (name: string, text: string | undefined) =>
  text === undefined ? {} : { [name]: text };

/** An event that no build of this library knows. */
export const unheardOf: LogRecord = {
  key: 'a',
  headers: { ce_type: 'account.unheard-of' },
  value: null,
};

/** All of an event's envelope but its data, and its link's `term` and `prev`, in one header. */
const encodeEvent = ({
  event,
  link: { term, prev, ...link },
  ...rest
}: EventEnvelope): LogRecord => ({
  key: rest.key,
  headers: {
    ce_type: event.type,
    envelope: JSON.stringify({ ...rest, link }),
    ce_omsterm: `${term}`,
    ce_omslink: prev,
  },
  value: bytesOf(event.data),
});

const decodeEvent = <E extends Message>(
  record: LogRecord,
): EventEnvelope<E | LogEvent> | TermOpened => {
  const { ce_type: type, envelope, ce_omsterm, ce_omslink } = record.headers;
  const event = { type, data: parsed(record.value) };
  if (type === 'log.term-opened') return event as TermOpened;
  const rest = JSON.parse(envelope ?? '') as EventEnvelope<E | LogEvent>;
  const link = { ...rest.link, term: Number(ce_omsterm), prev: ce_omslink ?? '' };
  return { ...rest, link, event: event as E | LogEvent };
};

type LedgerCodec = ServiceCodec<AccountCommand, AccountEvent>;

const decodeCommand: LedgerCodec['decodeCommand'] = ({ key, headers, value }) => {
  const { ce_id: id = '', ce_type: type = '', from = '', tenant = '', source } = headers;
  const code = source === undefined ? 'unknown_type' : 'unknown_contract';
  if (key === null || !commandTypes.has(type)) {
    return { error: { code, detail: `no ${type}`, field: 'ce_type' } };
  }
  try {
    const command = { type, data: parsed(value) } as AccountCommand;
    return { key, tenant, id, from, ...optional('source', source), command };
  } catch (error) {
    return { error: { code: 'not_json', detail: String(error) } };
  }
};

export const ledgerCodec = (service: string): LedgerCodec => ({
  service,
  // Accounts of one service are no accounts of another.
  keyed: service,
  encodeCommand: ({ key, tenant, id, from, source, command }) => ({
    key,
    headers: { ce_id: id, ce_type: command.type, from, tenant, ...optional('source', source) },
    value: bytesOf(command.data),
  }),
  decodeCommand,
  encodeEvent,
  encodeTerm: (_service, _partition, term) => ({
    key: null,
    headers: { ce_type: 'log.term-opened' },
    value: bytesOf(term),
  }),
  decodeEvent: (record: StoredRecord) => {
    if (record.headers.ce_type === 'account.unheard-of') throw new Error('unknown contract');
    return decodeEvent<AccountEvent>(record);
  },
});

export type LedgerService = Service<AccountCommand, AccountEvent, Account>;

export const ledger = (
  changes: Partial<LedgerService> & { readonly build?: string } = {},
): LedgerService => ({
  name: 'ledger',
  level: 1,
  fold: 'account.1',
  codec: ledgerCodec(changes.name ?? 'ledger'),
  decider: account(changes.build ?? 'one'),
  standsOutside: ({ type }) => type === 'account.strayed',
  inputs: {},
  deadlineCommand: (_key, { at }) => ({ type: 'account.reminder-due', data: { at } }),
  ...changes,
});
