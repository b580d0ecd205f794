import { parsed } from './syntax.js';
import type { SourceFile } from './project.js';
import { rules, type Place } from './tidy.js';

/** The exceptions that still stand: rule → file → excess. A number here may only shrink. */
export type Exceptions = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly places: readonly Place[];
}

const excessOf = (places: readonly Place[]): number =>
  places.reduce((sum, { excess }) => sum + excess, 0);

function findings(files: readonly SourceFile[]): readonly Finding[] {
  return files.map(parsed).flatMap((file) =>
    Object.entries(rules)
      .map(([rule, placesIn]) => ({ rule, path: file.path, places: placesIn(file) }))
      .filter(({ places }) => places.length > 0),
  );
}

/**
 * What is wrong with these files, a sentence each: a rule broken beyond its exception, and an
 * exception that allows more than is there.
 */
export function violations(
  files: readonly SourceFile[],
  exceptions: Exceptions,
): readonly string[] {
  const found = findings(files);
  const broken = found.flatMap(({ rule, path, places }) => {
    const allowed = exceptions[rule]?.[path] ?? 0;
    const excess = excessOf(places);
    if (excess <= allowed) return [];
    const lines = places.map(({ line }) => `${path}:${line}`).join(' ');
    return [`${rule}: ${excess} over, ${allowed} allowed: ${lines}`];
  });
  const slack = Object.entries(exceptions).flatMap(([rule, byPath]) =>
    Object.entries(byPath).flatMap(([path, allowed]) => {
      const present = found.find((one) => one.rule === rule && one.path === path);
      const excess = excessOf(present?.places ?? []);
      if (excess >= allowed) return [];
      return [`${rule}: ${path} is down to ${excess}: lower its ${allowed}`];
    }),
  );
  return [...broken, ...slack];
}
