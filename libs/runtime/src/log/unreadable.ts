import { sha256Hex } from '#kernel';
import { carriedOrigin, originHeaders } from '#contracts';
import type { Origin, Undecodable } from '#contracts';
import type { LogRecord } from '#ports';

/**
 * A channel's record that nobody could read, as it lies in an inbox: it has no number, so it goes
 * to the partition of its own partition's index, under an id that names its place. The body is kept
 * here for people, for as long as the inbox keeps it; the event that answers it holds its size and
 * digest alone.
 */
export interface Unreadable extends Undecodable {
  readonly id: string;
  /** Of the channel's record: its body may be too large to be here. */
  readonly bytes: number;
  readonly sha256: string;
  readonly origin?: Origin;
}

const type = 'oms.log.unreadable';

export const unreadable = (
  id: string,
  error: Undecodable['error'],
  value: Uint8Array | null,
  origin?: Origin,
): Unreadable => ({
  id,
  error,
  bytes: value?.byteLength ?? 0,
  sha256: sha256Hex(value ?? new Uint8Array()),
  ...(origin === undefined ? {} : { origin }),
});

/**
 * Its foreign headers are left behind: they must never be read as one of our own messages. What the
 * publisher calls it goes along, so that it finds the answer.
 */
export const encodeUnreadable = (
  { id, error, bytes, sha256, origin }: Unreadable,
  from: string,
  value: Uint8Array | null,
): LogRecord => ({
  key: null,
  headers: {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: from,
    ce_type: type,
    ce_omscode: error.code,
    ce_omsdetail: error.detail,
    ...(error.field === undefined ? {} : { ce_omsfield: error.field }),
    ce_omsbytes: `${bytes}`,
    ce_omssha256: sha256,
    ...originHeaders(origin),
  },
  value,
});

/** `undefined` where the record is another message. */
export const decodeUnreadable = ({ headers }: LogRecord): Unreadable | undefined => {
  if (headers.ce_type !== type) return undefined;
  const { ce_id: id = '', ce_omscode: code = 'unreadable', ce_omsdetail: detail = '' } = headers;
  const { ce_omsbytes: bytes = '0', ce_omssha256: sha256 = '', ce_omsfield: field } = headers;
  const error = field === undefined ? { code, detail } : { code, detail, field };
  const origin = carriedOrigin(headers);
  return { id, error, bytes: Number(bytes), sha256, ...(origin === undefined ? {} : { origin }) };
};
