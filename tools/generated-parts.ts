/** Documents that people write, with parts between markers that programs write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const marked = /(<!-- generated: (.+?) -->\n)[^]*?(<!-- end -->)/g;

/**
 * The document with every part as it must stand today. Throws where a marker names a part that
 * nothing generates, and where a part has no marker.
 */
export const withParts = (
  root: string,
  file: string,
  parts: ReadonlyMap<string, string>,
): string => {
  const shown = new Set<string>();
  const text = readFileSync(join(root, file), 'utf8').replaceAll(
    marked,
    (_, open: string, name: string, close: string) => {
      const part = parts.get(name);
      if (part === undefined) throw new Error(`${file}: nothing generates '${name}'`);
      shown.add(name);
      return `${open}${part}\n${close}`;
    },
  );
  const missing = [...parts.keys()].filter((name) => !shown.has(name));
  if (missing.length > 0) throw new Error(`${file} has no marker for ${missing.join(', ')}`);
  return text;
};
