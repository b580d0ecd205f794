import { ordersCodec } from '../src/services/orders.js';
import { stored, posted, place, withBody } from './messages.js';

export const good = () => stored(ordersCodec.encodeCommand(posted));
export type Json = Record<string, unknown>;

/** The good message with its data changed. */
export const changed = (change: (data: Json, body: Json, line: Json) => void) => {
  const data = JSON.parse(JSON.stringify(place.data)) as Json;
  const body = data.body as Json;
  change(data, body, (body.lines as Json[])[1] ?? {});
  return withBody(good(), JSON.stringify(data));
};

export const rejection = (record: ReturnType<typeof good>) => {
  const read = ordersCodec.decodeCommand(record);
  return 'error' in read ? read.error : undefined;
};
