/**
 * Quotes of a CSV file, a row a line. Where a field opens a quote that is not closed before the
 * line ends, a reader would take the lines after it for a part of the field, and lose them.
 */
import { SourceError } from './source-error.js';

/** The last field of a line whose quotes cannot be made out: they were taken out of it. */
export const strayQuote = '\u0000stray quote';

/** Bytes as characters of one byte: whatever the encoding, none is changed. */
const bytewise = 'latin1';
const lineBytesMax = 1_048_576;

const bom = '(?:\u00EF\u00BB\u00BF)?';
const field = '(?:"[^"]*(?:""[^"]*)*"|[^",]*)';
const wellQuoted = new RegExp(`^${bom}${field}(?:,${field})*$`);
/** Elsewhere than at its beginning, a quote is a character of its field. */
const opening = new RegExp(`(?:^${bom}|,)"`);
const quotedLine = /^[^\r\n"]*"[^\r\n]*/gm;

const mended = (line: string): string =>
  wellQuoted.test(line) || !opening.test(line) ? line : `${line.replaceAll('"', '')},${strayQuote}`;

/** The bytes of a CSV file, cut into whole lines; each ends with the quotes that it opens. */
export async function* wellQuotedLines(
  file: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk.toString(bytewise);
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    rest = text.slice(end);
    if (rest.length > lineBytesMax) {
      throw new SourceError(`${file}: a line is longer than ${lineBytesMax} bytes`);
    }
    yield Buffer.from(text.slice(0, end).replace(quotedLine, mended), bytewise);
  }
  yield Buffer.from(rest.replace(quotedLine, mended), bytewise);
}
