/** Ways to spoil a good record: each takes one that places an order, and gives another. */
import type { LogRecord } from '#ports';
export interface Poison {
  readonly name: string;
  /** Made of a good record that places an order. */
  readonly spoil: (good: LogRecord) => LogRecord;
  readonly code: string;
  readonly field: string;
  /** The field as HTTP names it; undefined: only a log can carry this kind. */
  readonly httpField?: string;
  /** What was wrong is left behind by a re-drive: the copy has an id of ours and no origin. */
  readonly isMendedByRedrive?: boolean;
}

export type Json = Record<string, unknown>;

export const withValue =
  (value: string | Uint8Array | null): Poison['spoil'] =>
  (good) => ({ ...good, value: typeof value === 'string' ? Buffer.from(value) : value });

export const withHeaders =
  (changed: Readonly<Record<string, string | undefined>>): Poison['spoil'] =>
  ({ headers, ...good }) => ({
    ...good,
    headers: Object.fromEntries(
      Object.entries({ ...headers, ...changed }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  });

const dataOf = ({ value }: LogRecord): Json =>
  JSON.parse(Buffer.from(value ?? []).toString('utf8')) as Json;

/** The order inside the data: in the channel's form the data itself, in the inbox's its `body`. */
export const withOrder =
  (change: (order: Json, data: Json) => void): Poison['spoil'] =>
  (good) => {
    const data = dataOf(good);
    change((data['body'] ?? data) as Json, data);
    return { ...good, value: Buffer.from(JSON.stringify(data)) };
  };

export const withLine = (changed: Json): Poison['spoil'] =>
  withOrder((order) => {
    const [line] = order['lines'] as readonly Json[];
    order['lines'] = [{ ...line, ...changed }];
  });

export const structured =
  (changed: Json): Poison['spoil'] =>
  (good) => ({
    ...good,
    headers: { 'content-type': 'application/cloudevents+json' },
    value: Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        id: 'structured',
        source: '/partner',
        type: 'oms.order.place',
        data: dataOf(good),
        ...changed,
      }),
    ),
  });
