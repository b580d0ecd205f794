import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import type { SourceFile } from './project.js';

/** Folder → what it needs of its library, with the import that says so. */
type Needs = Map<string, Map<string, string>>;

const source = /^((?:apps|libs)\/[^/]+)\/src\/(.+)$/;
/** What tests alone use: it may look at everything. */
const testOnly = /\.spec\.ts$|\.fixture\.ts$|contract\.ts$/;

/** `orders/` of `apps/api/src/orders/placing.ts`; a file outside of all folders is its own. */
function folderOf(path: string): string {
  const [, , inside = path] = source.exec(path) ?? [];
  const [first = '', ...rest] = inside.split('/');
  return rest.length > 0 ? `${first}/` : first;
}

/** The files beside it that a file imports, types as well. */
function importsOf({ path, text }: SourceFile): readonly string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(path), name.replace(/\.js$/, '.ts')));
}

function needsOf(files: readonly SourceFile[]): ReadonlyMap<string, Needs> {
  const libraries = new Map<string, Needs>();
  for (const file of files) {
    const library = source.exec(file.path)?.[1];
    if (library === undefined || testOnly.test(file.path)) continue;
    const needs = libraries.get(library) ?? new Map<string, Map<string, string>>();
    libraries.set(library, needs);
    const from = folderOf(file.path);
    for (const imported of importsOf(file)) {
      const to = folderOf(imported);
      if (!imported.startsWith(`${library}/src/`) || to === from) continue;
      needs.set(from, (needs.get(from) ?? new Map()).set(to, `${file.path} imports ${imported}`));
    }
  }
  return libraries;
}

/** The folders that are left once those are taken out, again and again, that need none of them. */
function withoutLowest(needs: Needs): Needs {
  const left = [...needs].filter(([, needed]) => [...needed.keys()].some((to) => needs.has(to)));
  return left.length === needs.size ? needs : withoutLowest(new Map(left));
}

/** One way round: each folder with the import that leads to the next. */
function wayRound(left: Needs): readonly string[] {
  const way: string[] = [];
  let [at = ''] = left.keys();
  while (!way.includes(at)) {
    way.push(at);
    at = [...(left.get(at)?.keys() ?? [])].find((to) => left.has(to)) ?? at;
  }
  const round = way.slice(way.indexOf(at));
  return round.map((from, place) => {
    const to = round[(place + 1) % round.length] ?? '';
    return `${from} → ${to}: ${left.get(from)?.get(to)}`;
  });
}

/**
 * Of each app and library whose folders need each other in a circle, one such circle. A reader of
 * one room then has to know them all, and none of them can be changed alone.
 */
export function folderCycles(
  files: readonly SourceFile[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...needsOf(files)]
      .map(([library, needs]) => [library, withoutLowest(needs)] as const)
      .filter(([, left]) => left.size > 0)
      .map(([library, left]) => [library, wayRound(left)]),
  );
}
