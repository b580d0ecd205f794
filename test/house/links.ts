import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceFile } from './project.js';

const withoutCode = (text: string): string =>
  text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The anchor that a heading gets where the document is shown (GitHub's rule). */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(text: string): ReadonlySet<string> {
  const code = /^(```|~~~)[\s\S]*?^\1/gm;
  const headings = text.replaceAll(code, '').matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return new Set([...headings].map(([, heading]) => anchorOf(heading ?? '')));
}

function targetsOf(text: string): readonly string[] {
  const inline = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
  const reference = /^\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm;
  const plain = withoutCode(text);
  const links = [...plain.matchAll(inline), ...plain.matchAll(reference)];
  return links.map(([, target]) => target ?? '');
}

/** The relative links of these documents that lead nowhere, a sentence each. */
export function brokenLinks(documents: readonly SourceFile[], base: string): readonly string[] {
  const byPath = new Map(documents.map(({ path, text }) => [path, anchorsOf(text)]));
  return documents.flatMap(({ path, text }) =>
    targetsOf(text)
      .filter((target) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const to = file === '' ? path : join(dirname(path), decodeURI(file));
        if (!existsSync(join(base, to)) && !byPath.has(to)) return true;
        const anchors = byPath.get(to.replaceAll('\\', '/'));
        return anchor !== undefined && anchors !== undefined && !anchors.has(anchor);
      })
      .map((target) => `${path}: ${target} leads nowhere`),
  );
}
