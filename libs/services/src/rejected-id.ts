import type { InputPlace } from '#contracts';
import { inboxInput } from '#runtime';
import { isService } from './register.js';
import type { ServiceName } from './register.js';

/** What an id of a rejection names. */
export interface Rejected {
  readonly service: ServiceName;
  readonly partition: number;
  readonly place: InputPlace;
}

const whole = (text: string | undefined): number =>
  text !== undefined && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : -1;

/** Reads `<service>:<partition>:<offset>` of an inbox, or `…:<input>:<offset>:<k>`. */
export const rejectedIn = (id: string): Rejected | undefined => {
  const [service, partition, ...rest] = id.split(':');
  const [input = '', offset, k] = rest.length === 1 ? [inboxInput, rest[0], '0'] : rest;
  const place = { input, offset: whole(offset), k: whole(k) };
  const isPlace = place.offset >= 0 && place.k >= 0 && (rest.length === 1 || rest.length === 3);
  const found = { partition: whole(partition), place };
  return isService(service) && isPlace && found.partition >= 0 ? { service, ...found } : undefined;
};
