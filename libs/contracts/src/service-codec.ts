import type { Message } from '#kernel';
import type { Catalogue } from './catalogue/entry.js';
import { logEvents } from './catalogue/log.js';
import { contractsOf, levelOf } from './contract.js';
import type {
  EventEnvelope,
  InboxEnvelope,
  LogEvent,
  ServiceCodec,
  TermOpened,
} from './envelope.js';
import { decodeEvent, encodeEvent, encodeTerm } from './event-record.js';
import { decodeCommand, encodeCommand } from './inbox-record.js';
import type { Keyed } from './inbox-record.js';
import { isUndecodable } from './body.js';
import { Memo } from './memo.js';

export interface Vocabulary {
  readonly service: string;
  readonly keyed: Keyed;
  readonly commands: Catalogue;
  readonly events: Catalogue;
}

/**
 * A codec, and the level of its catalogue (ARCHITECTURE.md §2.1: a lower one does not take over).
 */
export interface LevelledCodec<C extends Message, E extends Message> extends ServiceCodec<C, E> {
  readonly level: number;
  /** With every name in its one spelling, where it is as its schema says; else as it is. */
  spelt(command: C): C;
}

/**
 * The codec of one service. What it has written or read once, it reads no more while the headers
 * live.
 */
export const serviceCodec = <C extends Message, E extends Message>({
  service,
  keyed,
  commands,
  events,
}: Vocabulary): LevelledCodec<C, E> => {
  const inbox = { contracts: contractsOf(commands), keyed };
  const log = contractsOf(events, logEvents);
  const readCommands = new Memo<InboxEnvelope<C>>();
  const readEvents = new Memo<EventEnvelope<E | LogEvent> | TermOpened>();
  return {
    service,
    keyed,
    level: levelOf(inbox.contracts) + levelOf(log),
    spelt(command) {
      const schema = inbox.contracts.byType.get(command.type)?.entry.data;
      const { data } = schema?.safeParse(command.data) ?? {};
      return data === undefined ? command : { ...command, data };
    },
    encodeCommand(envelope) {
      const record = encodeCommand(inbox.contracts, envelope);
      readCommands.set(record, envelope);
      return record;
    },
    decodeCommand(record) {
      const known = readCommands.get(record);
      if (known !== undefined) return known;
      const read = decodeCommand<C>(inbox, record);
      if (!isUndecodable(read)) readCommands.set(record, read);
      return read;
    },
    encodeEvent(envelope) {
      const record = encodeEvent(log, envelope);
      readEvents.set(record, envelope);
      return record;
    },
    encodeTerm,
    decodeEvent(record) {
      const known = readEvents.get(record);
      if (known !== undefined) return known;
      const read = decodeEvent<E>(service, log, record);
      readEvents.set(record, read);
      return read;
    },
  };
};
