const marked = /(<!-- generated: (.+?) -->\n)[^]*?(<!-- end -->)/g;

/** A document by hand, with every generated part between its markers as it must stand today. */
export const withParts = (
  document: string,
  text: string,
  parts: ReadonlyMap<string, string>,
): string => {
  const shown = new Set<string>();
  const whole = text.replaceAll(marked, (_, open: string, name: string, close: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`${document}: nothing generates '${name}'`);
    shown.add(name);
    return `${open}${part}\n${close}`;
  });
  const missing = [...parts.keys()].filter((name) => !shown.has(name));
  if (missing.length > 0) throw new Error(`${document} has no marker for ${missing.join(', ')}`);
  return whole;
};

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
