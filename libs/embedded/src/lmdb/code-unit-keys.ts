const outOfRange = (): never => {
  throw new RangeError('the key is too long');
};

/**
 * Keys of the store as strings that stand in the order of their UTF-16 units, which is how the
 * ports order them and JavaScript compares: each unit by itself in the pattern of UTF-8.
 */
export const codeUnitKeys = {
  writeKey: (key: string, target: Uint8Array, start: number): number => {
    let at = start;
    for (let i = 0; i < key.length; i += 1) {
      const unit = key.charCodeAt(i);
      if (unit < 0x80) {
        target[at++] = unit;
      } else if (unit < 0x800) {
        target[at++] = 0xc0 | (unit >> 6);
        target[at++] = 0x80 | (unit & 0x3f);
      } else {
        target[at++] = 0xe0 | (unit >> 12);
        target[at++] = 0x80 | ((unit >> 6) & 0x3f);
        target[at++] = 0x80 | (unit & 0x3f);
      }
    }
    return at > target.length ? outOfRange() : at;
  },
  readKey: (bytes: Uint8Array, start: number, end: number): string => {
    let key = '';
    for (let at = start; at < end;) {
      const lead = bytes[at++] ?? 0;
      if (lead < 0x80) {
        key += String.fromCharCode(lead);
      } else if (lead < 0xe0) {
        key += String.fromCharCode(((lead & 0x1f) << 6) | ((bytes[at++] ?? 0) & 0x3f));
      } else {
        const middle = ((bytes[at++] ?? 0) & 0x3f) << 6;
        key += String.fromCharCode(((lead & 0x0f) << 12) | middle | ((bytes[at++] ?? 0) & 0x3f));
      }
    }
    return key;
  },
};
