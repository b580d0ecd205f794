import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import ts from 'typescript';
import { domains } from './domains.js';
import { root } from './project.js';
import type { SourceFile } from './project.js';
import { parsed } from './syntax.js';

/** A dependency that a rule of .dependency-cruiser.cjs forbids. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

interface Cruised {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

const printedBytesMax = 256 * 1024 * 1024;

/** Reads these folders of the project at `base`: what do its files import against the rules? */
export function cruise(
  base: string,
  folders: readonly string[],
): { readonly files: number; readonly violations: readonly Violation[] } {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rules = join(root, '.dependency-cruiser.cjs');
  const run = spawnSync(
    process.execPath,
    [program, '--config', rules, '--output-type', 'json', ...folders],
    { cwd: base, encoding: 'utf8', maxBuffer: printedBytesMax },
  );
  if (run.stdout === '') throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
  const { modules, summary }: Cruised = JSON.parse(run.stdout);
  return {
    files: modules.length,
    violations: summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to })),
  };
}

/** Names that this text exports by its own declarations. */
function declaredBy({ path, text }: SourceFile): ReadonlySet<string> {
  const named = parsed({ path, text }).tree.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    }
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined) {
      const clause = statement.exportClause;
      return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
    }
    const declares =
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement);
    return declares && statement.name !== undefined ? [statement.name.text] : [];
  });
  return new Set(named);
}

/** The names that a file imports from another domain, with that domain. */
function foreignNames(file: SourceFile): readonly { domain: string; name: string }[] {
  const own = file.path.split('/')[1];
  return parsed(file)
    .tree.statements.filter(ts.isImportDeclaration)
    .flatMap((statement) => {
      const { moduleSpecifier } = statement;
      const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
      const domain = domains.find((one) => from === `#${one}` || from.includes(`/${one}/src/`));
      const names = statement.importClause?.namedBindings;
      if (domain === undefined || domain === own) return [];
      if (names === undefined || !ts.isNamedImports(names)) return [{ domain, name: '*' }];
      return names.elements.map(({ name, propertyName }) => ({
        domain,
        name: (propertyName ?? name).text,
      }));
    });
}

/** Where a domain declares its events and what they are made of. */
const eventFiles = ['events', 'message/quantities', 'message/parcels', 'parcels'];

/**
 * What one domain imports from another although it is no part of its events, a sentence each.
 * (dependency-cruiser sees files; an `index.ts` gives more than the events.)
 */
export function beyondEvents(files: readonly SourceFile[]): readonly string[] {
  const events = new Map(
    domains.map((domain) => {
      const paths = eventFiles.map((name) => `libs/${domain}/src/${name}.ts`);
      const folder = `libs/${domain}/src/events/`;
      const found = files.filter(({ path }) => paths.includes(path) || path.startsWith(folder));
      return [domain, new Set(found.flatMap((file) => [...declaredBy(file)]))];
    }),
  );
  return files
    .filter(({ path }) => domains.some((domain) => path.startsWith(`libs/${domain}/`)))
    .filter(({ path }) => !path.endsWith('.spec.ts') && !/^libs\/[^/]+\/test\//.test(path))
    .flatMap((file) =>
      foreignNames(file)
        .filter(({ domain, name }) => !events.get(domain)?.has(name))
        .map(({ domain, name }) => `${file.path}: ${name} is no event type of ${domain}`),
    );
}
