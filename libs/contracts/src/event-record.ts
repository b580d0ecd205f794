/**
 * Records of an events log, both ways. The hottest path of all: no regular expression, no schema.
 */
import { instantText, invariant } from '#kernel';
import type { Message } from '#kernel';
import type { LogRecord } from '#ports';
import { bytesOf, ownData } from './body.js';
import { carriedOrigin, jsonContent, originHeaders, specversion } from './cloud-event.js';
import { dataschemaOf, knownContract, upcast, ceTypeOf } from './contract.js';
import type { Contracts } from './contract.js';
import { UnknownContract } from './envelope.js';
import type { EventEnvelope, LogEvent, TermOpened } from './envelope.js';

type Headers = LogRecord['headers'];

const termType = 'log.term-opened';
const termCeType = ceTypeOf(termType);
const termDataschema = dataschemaOf(termType, 1);

/** Records of one decision share their time: the last one is mostly the next. */
let writtenMs = 0;
let writtenText = instantText(0);

const timeText = (ms: number): string => {
  if (ms !== writtenMs) {
    writtenText = instantText(ms);
    writtenMs = ms;
  }
  return writtenText;
};

let readText = '';
let readMs = Number.NaN;

const timeMs = (text: string): number => {
  if (text !== readText) {
    readMs = Date.parse(text);
    readText = text;
  }
  if (Number.isNaN(readMs)) throw new UnknownContract(`ce_time is no time: ${text}`);
  return readMs;
};

export const encodeTerm = (
  service: string,
  partition: number,
  data: TermOpened['data'],
  at: number,
): LogRecord => ({
  key: null,
  headers: {
    'content-type': jsonContent,
    ce_specversion: specversion,
    ce_id: data.id,
    ce_source: `/oms/${service}/${partition}`,
    ce_type: termCeType,
    ce_time: timeText(at),
    ce_dataschema: termDataschema,
  },
  value: bytesOf(data),
});

let writtenBy = '';
let writtenIn = -1;
let writtenSource = '';

/** Flat text that is mostly the one before: each reader of a record walks along it. */
const sourceOf = ({ service, partition }: EventEnvelope<Message>): string => {
  if (service !== writtenBy || partition !== writtenIn) {
    writtenSource = `/oms/${service}/${partition}`;
    writtenBy = service;
    writtenIn = partition;
  }
  return writtenSource;
};

/** What `ce_omslink` says: `<input>:<offset>:<k>;<content>;<prev>`. */
const linkText = ({ link: { input, offset, k, prev }, content = '' }: EventEnvelope): string =>
  `${input}:${offset}:${k};${content};${prev}`;

/** Headers of one event; `ce_omslink` and `ce_omsterm` are the last two. */
export const encodeEvent = (contracts: Contracts, envelope: EventEnvelope<Message>): LogRecord => {
  const { event, key, link, number, source, command } = envelope;
  const contract = contracts.byType.get(event.type);
  invariant(contract !== undefined, () => `no contract for the event ${event.type}`);
  const headers: Record<string, string> = {
    'content-type': jsonContent,
    ce_specversion: specversion,
    ce_id: envelope.id,
    ce_source: sourceOf(envelope),
    ce_type: contract.ceType,
    ce_time: timeText(envelope.at),
    ce_dataschema: contract.dataschema,
    ce_omstenant: envelope.tenant,
    ce_omsversion: `${envelope.version}`,
    ce_omschain: `${link.chain}`,
    ce_omsindex: `${link.index}`,
    ce_omscount: `${link.count}`,
  };
  if (key !== null) headers.ce_subject = key;
  if (number !== undefined) headers.ce_omsnumber = number;
  if (source !== undefined) headers.ce_omssource = source;
  if (command !== undefined) headers.ce_omscommand = command;
  if (envelope.origin !== undefined) Object.assign(headers, originHeaders(envelope.origin));
  headers.ce_omslink = linkText(envelope);
  headers.ce_omsterm = `${link.term}`;
  return { key, headers, value: bytesOf(event.data) };
};

const wholeOf = (name: string, text: string | undefined): number => {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new UnknownContract(`${name} is no whole number: ${text}`);
  }
  return value;
};

const textOf = (name: string, text: string | undefined): string => {
  if (text === undefined) throw new UnknownContract(`an event record without ${name}`);
  return text;
};

interface Linked {
  readonly link: EventEnvelope['link'];
  readonly content: string;
}

const badLink = (text: string): never => {
  throw new UnknownContract(`ce_omslink is not <input>:<offset>:<k>;<content>;<prev>: ${text}`);
};

const linkOf = (headers: Headers): Linked => {
  const text = textOf('ce_omslink', headers.ce_omslink);
  const place = text.indexOf(';');
  const content = text.indexOf(';', place + 1);
  if (place < 0 || content < 0) return badLink(text);
  const [input = '', offset, k, ...more] = text.slice(0, place).split(':');
  if (input === '' || k === undefined || more.length > 0) return badLink(text);
  return {
    link: {
      term: wholeOf('ce_omsterm', headers.ce_omsterm),
      chain: wholeOf('ce_omschain', headers.ce_omschain),
      input,
      offset: wholeOf('ce_omslink', offset),
      k: wholeOf('ce_omslink', k),
      index: wholeOf('ce_omsindex', headers.ce_omsindex),
      count: wholeOf('ce_omscount', headers.ce_omscount),
      prev: text.slice(content + 1),
    },
    content: text.slice(place + 1, content),
  };
};

const partitionIn = (source: string, service: string): number => {
  const before = `/oms/${service}/`;
  if (!source.startsWith(before)) {
    throw new UnknownContract(`not an event of ${service}: ${source}`);
  }
  return wholeOf('ce_source', source.slice(before.length));
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const bodyOf = ({ headers, value }: LogRecord): Readonly<Record<string, unknown>> => {
  try {
    return ownData(value ?? new Uint8Array());
  } catch {
    throw new UnknownContract(`the body of ${headers.ce_id} is not a JSON object`);
  }
};

const linkHeaders = [
  'ce_omsterm',
  'ce_omschain',
  'ce_omsindex',
  'ce_omscount',
  'ce_omslink',
] as const;

/** Somebody else's: no writer of ours leaves out where a record stands in the chain. */
const isStray = (headers: Headers): boolean =>
  headers.ce_type !== termCeType && linkHeaders.every((name) => headers[name] === undefined);

/** Goes on from nothing: every reader passes it over, and counts it as superseded. */
const strayIn = <E extends Message>(service: string): EventEnvelope<E | LogEvent> => ({
  service,
  partition: 0,
  key: null,
  tenant: '',
  id: '',
  version: 0,
  at: 0,
  link: { term: -2, chain: -2, input: '', offset: 0, k: 0, index: 0, count: 1, prev: '' },
  event: { type: 'log.unchanged', data: { reason: 'no-change' } },
});

/**
 * In the newest form; what somebody else has written there, which has no place in the chain, as an
 * event that goes on from nothing. Throws `UnknownContract` for what our own services should never
 * have written.
 */
export const decodeEvent = <E extends Message>(
  service: string,
  contracts: Contracts,
  record: LogRecord,
): EventEnvelope<E | LogEvent> | TermOpened => {
  const { headers, key } = record;
  if (isStray(headers)) return strayIn(service);
  const { contract, version } = knownContract(contracts, headers.ce_type, headers.ce_dataschema);
  const data = upcast(contract, version, bodyOf(record));
  const event = { type: contract.type, data };
  if (contract.type === termType) return event as TermOpened;
  const { link, content } = linkOf(headers);
  const envelope: Writable<EventEnvelope<E | LogEvent>> = {
    service,
    partition: partitionIn(textOf('ce_source', headers.ce_source), service),
    key,
    tenant: textOf('ce_omstenant', headers.ce_omstenant),
    id: textOf('ce_id', headers.ce_id),
    version: wholeOf('ce_omsversion', headers.ce_omsversion),
    at: timeMs(textOf('ce_time', headers.ce_time)),
    link,
    event: event as E | LogEvent,
  };
  const { ce_omsnumber: number, ce_omssource: source } = headers;
  const { ce_omscommand: command } = headers;
  if (number !== undefined) envelope.number = number;
  if (source !== undefined) envelope.source = source;
  if (command !== undefined) envelope.command = command;
  if (content !== '') envelope.content = content;
  const origin = carriedOrigin(headers);
  if (origin !== undefined) envelope.origin = origin;
  return envelope;
};
