/**
 * CloudEvents 1.0 on Kafka: binary mode (attributes in headers), and structured mode on the way
 * in.
 */
import type { StoredRecord } from '#ports';
import { foreignData, isUndecodable, undecodable } from './body.js';
import type { Data } from './body.js';
import { misfit } from './texts.js';
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

const scalar = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unpacked = (envelope: Data): Opened | Undecodable => {
  const { data, ...rest } = envelope;
  if ('data_base64' in rest) {
    return undecodable('content_type_unsupported', 'expected JSON under data', 'data_base64');
  }
  if (!isObject(data)) {
    return undecodable('schema_invalid', 'expected a JSON object', 'data');
  }
  const attributes = Object.entries(rest).flatMap(([name, value]) => {
    const attribute = scalar(value);
    return attribute === undefined ? [] : [[`ce_${name}`, attribute] as const];
  });
  return { attributes: Object.fromEntries(attributes), data };
};

const open = ({ headers, value }: StoredRecord): Opened | Undecodable => {
  const contentType = (headers['content-type'] ?? jsonContent).toLowerCase();
  const structured = isStructured(contentType);
  if (!(structured ? contentType.startsWith(structuredJson) : isJson(contentType))) {
    return undecodable(
      'content_type_unsupported', `expected ${jsonContent} or ${structuredJson}`, 'content-type',
    );
  }
  const read = foreignData(value);
  if (isUndecodable(read)) return read;
  return structured ? unpacked(read.data) : { attributes: headers, data: read.data };
};

const needed = ['ce_id', 'ce_source', 'ce_type'] as const;

/** Attributes and data of a record that anybody may have written; never throws. */
export const openCloudEvent = (record: StoredRecord): Opened | Undecodable => {
  const opened = open(record);
  if (isUndecodable(opened)) return opened;
  const { attributes } = opened;
  if (attributes.ce_specversion !== specversion) {
    return undecodable(
      'not_a_cloud_event', `expected ${specversion}: CloudEvents`, 'ce_specversion',
    );
  }
  for (const name of needed) {
    const expected = misfit('id', attributes[name] ?? '');
    if (expected !== undefined) {
      return undecodable('not_a_cloud_event', `expected ${expected}`, name);
    }
  }
  return opened;
};

const isAttribute = (text: string | undefined): text is string =>
  text !== undefined && text.length > 0 && text.length <= attributeCharsMax;

const originFrom = (id: string | undefined, from: string | undefined): Origin | undefined =>
  isAttribute(id) && isAttribute(from) ? { id, from } : undefined;

/** What a publisher calls its record, as far as the record can be read; never throws. */
export const originOf = (record: StoredRecord): Origin | undefined => {
  const opened = open(record);
  const { ce_id: id, ce_source: from } = isUndecodable(opened) ? record.headers : opened.attributes;
  return originFrom(id, from);
};

/** The origin that one of our own records carries on. */
export const carriedOrigin = (
  { ce_omsoriginid: id, ce_omsoriginsource: from }: Attributes,
): Origin | undefined => originFrom(id, from);

/** As headers of our own records: none where there is no origin. */
export const originHeaders = (origin: Origin | undefined): Readonly<Record<string, string>> =>
  (origin === undefined ? {} : { ce_omsoriginid: origin.id, ce_omsoriginsource: origin.from });
