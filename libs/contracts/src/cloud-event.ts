/**
 * CloudEvents 1.0 on Kafka: binary mode (attributes in headers), and structured mode on the way
 * in.
 */
import type { StoredRecord } from '#ports';
import { foreignData, isUndecodable, undecodable } from './body.js';
import type { Data } from './body.js';
import { readText } from './texts.js';
import type { Origin, Undecodable } from './envelope.js';

/** Attributes by their header names: `ce_id`, `ce_omstenant`, … */
export type Attributes = Readonly<Record<string, string | undefined>>;

export const jsonContent = 'application/json';
export const specversion = '1.0';
const structuredContent = 'application/cloudevents';
const structuredJson = 'application/cloudevents+json';
/** As long as the ids in data, for which a CloudEvents id may stand in. */
const attributeCharsMax = 512;

const isStructured = (contentType: string): boolean => contentType.startsWith(structuredContent);

const isJson = (contentType: string): boolean => {
  const [media = ''] = contentType.split(';');
  return media.trim() === jsonContent;
};

interface Opened {
  readonly attributes: Attributes;
  readonly data: Data;
}

/** What names a record may be readable where its data is not. */
interface Envelope {
  readonly attributes: Attributes;
  readonly read: { readonly data: Data } | Undecodable;
}

const scalar = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON format of CloudEvents: a member that is null is one that is not there. */
const isGiven = (member: unknown): boolean => member !== undefined && member !== null;

/** Base64 with its padding: RFC 4648 §4. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes of `data_base64` are JSON where nothing else is said of them. */
const encodedData = ({ data_base64: encoded, datacontenttype, data }: Data): Envelope['read'] => {
  if (isGiven(data)) {
    return undecodable('schema_invalid', 'expected data or data_base64, not both', 'data_base64');
  }
  const type = isGiven(datacontenttype) ? datacontenttype : jsonContent;
  if (typeof type !== 'string' || !isJson(type.toLowerCase())) {
    return undecodable('content_type_unsupported', `expected ${jsonContent}`, 'datacontenttype');
  }
  if (typeof encoded !== 'string' || !base64.test(encoded)) {
    return undecodable('schema_invalid', 'expected JSON in base64', 'data_base64');
  }
  const read = foreignData(Buffer.from(encoded, 'base64'));
  return isUndecodable(read)
    ? undecodable(read.error.code, read.error.detail, 'data_base64')
    : read;
};

const dataIn = (envelope: Data): Envelope['read'] => {
  if (isGiven(envelope.data_base64)) return encodedData(envelope);
  const { data } = envelope;
  return isObject(data)
    ? { data }
    : undecodable('schema_invalid', 'expected a JSON object', 'data');
};

const unpacked = (envelope: Data): Envelope => {
  const { data: _data, data_base64: _encoded, ...rest } = envelope;
  const attributes = Object.entries(rest).flatMap(([name, value]) => {
    const attribute = scalar(value);
    return attribute === undefined ? [] : [[`ce_${name}`, attribute] as const];
  });
  return { attributes: Object.fromEntries(attributes), read: dataIn(envelope) };
};

const open = ({ headers, value }: StoredRecord): Envelope => {
  const contentType = (headers['content-type'] ?? jsonContent).toLowerCase();
  const structured = isStructured(contentType);
  if (!(structured ? contentType.startsWith(structuredJson) : isJson(contentType))) {
    const read = undecodable(
      'content_type_unsupported',
      `expected ${jsonContent} or ${structuredJson}`,
      'content-type',
    );
    return { attributes: headers, read };
  }
  const read = foreignData(value);
  return structured && !isUndecodable(read) ? unpacked(read.data) : { attributes: headers, read };
};

const needed = ['ce_id', 'ce_source', 'ce_type'] as const;

/** Attributes and data of a record that anybody may have written; never throws. */
export const openCloudEvent = (record: StoredRecord): Opened | Undecodable => {
  const { attributes, read } = open(record);
  if (isUndecodable(read)) return read;
  if (attributes.ce_specversion !== specversion) {
    return undecodable(
      'not_a_cloud_event',
      `expected ${specversion}: CloudEvents`,
      'ce_specversion',
    );
  }
  const spelt: Record<string, string> = {};
  for (const name of needed) {
    const { text, expected } = readText('id', attributes[name] ?? '');
    if (text === undefined) return undecodable('not_a_cloud_event', `expected ${expected}`, name);
    if (text !== attributes[name]) spelt[name] = text;
  }
  return { attributes: { ...attributes, ...spelt }, data: read.data };
};

const isAttribute = (text: string | undefined): text is string =>
  text !== undefined && text.length > 0 && text.length <= attributeCharsMax;

const originFrom = (id: string | undefined, from: string | undefined): Origin | undefined =>
  isAttribute(id) && isAttribute(from) ? { id, from } : undefined;

/** What a publisher calls its record, as far as the record can be read; never throws. */
export const originOf = (record: StoredRecord): Origin | undefined => {
  const { ce_id: id, ce_source: from } = open(record).attributes;
  return originFrom(id, from);
};

/** The origin that one of our own records carries on. */
export const carriedOrigin = ({
  ce_omsoriginid: id,
  ce_omsoriginsource: from,
}: Attributes): Origin | undefined => originFrom(id, from);

/** As headers of our own records: none where there is no origin. */
export const originHeaders = (origin: Origin | undefined): Readonly<Record<string, string>> =>
  origin === undefined ? {} : { ce_omsoriginid: origin.id, ce_omsoriginsource: origin.from };
