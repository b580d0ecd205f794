/**
 * Texts as bytes that stand in the order of their UTF-16 units, which is how the ports order them
 * and JavaScript compares. For all texts without characters beyond U+FFFF that is UTF-8 itself;
 * of those each half stands by itself in the pattern of UTF-8.
 */
const halves = /[\ud800-\udfff]/;

/** What ioredis takes: texts as UTF-8, buffers as they are. */
export const codeUnits = (text: string): string | Buffer => {
  if (!halves.test(text)) return text;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
  }
  return Buffer.from(bytes);
};

// Of three bytes, and in UTF-8 no character begins with it and goes on above 0x9f.
const leadOfHalf = 0xed;

const holdsHalf = (bytes: Buffer): boolean => {
  for (let at = bytes.indexOf(leadOfHalf); at >= 0; at = bytes.indexOf(leadOfHalf, at + 1)) {
    if ((bytes[at + 1] ?? 0) > 0x9f) return true;
  }
  return false;
};

export const textOf = (bytes: Buffer): string => {
  if (!holdsHalf(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at++] ?? 0;
    let unit = lead;
    if (lead >= 0xe0) unit = ((lead & 0x0f) << 6) | ((bytes[at++] ?? 0) & 0x3f);
    else if (lead >= 0x80) unit = lead & 0x1f;
    if (lead >= 0x80) unit = (unit << 6) | ((bytes[at++] ?? 0) & 0x3f);
    text += String.fromCharCode(unit);
  }
  return text;
};
