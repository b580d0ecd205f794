import type { NumberKeys, Reference } from '../src/index.js';
import { issueNumber } from '../src/number/number.js';

export const counted = Uint8Array.from({ length: 32 }, (_, i) => i);
export const keys: NumberKeys = { epochs: [{ from: 0, key: counted }] };

export const reference = (channelRef: string, channel = 'web', tenant = 'acme'): Reference => ({
  tenant,
  channel,
  channelRef,
});

export const sample = Array.from({ length: 500 }, (_, i) => issueNumber(keys, reference(`R-${i}`)));
