import ts from 'typescript';
import { domains } from './domains.js';
import { functionsOver } from './function-length.js';
import { lineOf, nodesOf, writtenName } from './syntax.js';
import type { Parsed } from './syntax.js';

/** One place that breaks a rule; `excess` is how far, in the rule's unit (lines, or 1 a place). */
export interface Place {
  readonly line: number;
  readonly excess: number;
}

/** A rule of the house: the places of a file that break it. */
export type Rule = (file: Parsed) => readonly Place[];

export const fileLinesMax = 300;
export const functionLinesMax = 60;
export const columnsMax = 100;

const spec = /\.spec\.ts$/;
/** What tests alone use, as in .dependency-cruiser.cjs. */
const testOnly = /\.spec\.ts$|^libs\/[^/]+\/test\/|^libs\/ports\/src\/.*contract\.ts$/;
const pure = new RegExp(
  `^libs/(${['kernel', ...domains, 'ports', 'contracts', 'runtime'].join('|')})/`,
);
const kinds = /\.(unit|contract|sim|int|kafka)\.spec\.ts$/;
const dumps = new Set(
  ['util', 'helper', 'common', 'misc', 'type'].flatMap((name) => [name, `${name}s`]),
);

/** Characters, not UTF-16 units: a rare letter takes one column. */
const columnsOf = (line: string): number => Array.from(line).length;

const once = (line: number): Place => ({ line, excess: 1 });

function textLines(matches: (line: string) => boolean): Rule {
  return ({ text }) =>
    text.split('\n').flatMap((line, index) => (matches(line) ? [once(index + 1)] : []));
}

function nodes(matches: (node: ts.Node) => boolean): Rule {
  return ({ tree }) =>
    [...nodesOf(tree)].filter(matches).map((node) => once(lineOf(tree, node.getStart(tree))));
}

function onlyIn(applies: (path: string) => boolean, rule: Rule): Rule {
  return (file) => (applies(file.path) ? rule(file) : []);
}

const isAny = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.AnyKeyword;

const isCastThroughUnknown = (node: ts.Node): boolean =>
  ts.isAsExpression(node) &&
  ts.isAsExpression(node.expression) &&
  node.expression.type.kind === ts.SyntaxKind.UnknownKeyword;

const offOrAlone =
  /^([xf](it|test|describe)|(it|test|describe)(\.\w+)*\.(only|skip|todo|failing))$/;
const isSwitchedOff = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) &&
  offOrAlone.test(writtenName(node));

const isConsole = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && writtenName(node.expression) === 'console';

const clockOrChance = new Set([
  'Date',
  'Date.now',
  'Math.random',
  'performance.now',
  'process.hrtime',
  'randomUUID',
  'randomBytes',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.getRandomValues',
  'setTimeout',
  'setInterval',
  'setImmediate',
]);

/** Asks the machine for the time or for luck; `new Date(ms)` and `Date.parse(text)` do not. */
function asksClockOrChance(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) {
    return writtenName(node.expression) === 'Date' && (node.arguments?.length ?? 0) === 0;
  }
  const named = ts.isCallExpression(node) ? node.expression : node;
  const wanted = named === node ? ts.isPropertyAccessExpression : ts.isIdentifier;
  return wanted(named) && clockOrChance.has(writtenName(named));
}

/** Written so that this file does not break the rules that it states. */
const openEnds = /\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/;
const marked = /@[d]ebt/;
const markedWell = /@[d]ebt [a-z][a-z0-9-]* "[^"]+"/;

/**
 * Where a key may be left out: what messages say, as they are stored, and what people are shown.
 * Everything else of the domain is state, a view of it, or made to compare: a field that is new
 * must be passed on everywhere, and the compiler says where.
 */
const keepsKeys = new RegExp(`^libs/(${domains.join('|')})/src/`);
const said = new RegExp(
  [
    '/(commands|events)\\.ts$',
    '/events/[^/]+\\.ts$',
    '^libs/orders/src/(message/(body|changes|parcels|quantities)|views/row)\\.ts$',
  ].join('|'),
);

function isLeftOut(node: ts.Node): boolean {
  if (!ts.isPropertySignature(node) || node.questionToken === undefined) return false;
  if (node.type !== undefined && ts.isFunctionTypeNode(node.type)) return false;
  let owner: ts.Node = node.parent;
  while (ts.isTypeNode(owner) || ts.isPropertySignature(owner)) owner = owner.parent;
  return ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner);
}

const nameOf = (path: string): string => (path.split('/').at(-1) ?? '').split('.')[0] ?? '';

/** Every rule by its name; the name is what the list of exceptions uses. */
export const rules: Readonly<Record<string, Rule>> = {
  'file-lines': ({ text }) => {
    const excess = text.trimEnd().split('\n').length - fileLinesMax;
    return excess > 0 ? [{ line: fileLinesMax + 1, excess }] : [];
  },
  'function-lines': (file) => functionsOver(functionLinesMax, file),
  'line-columns': textLines((line) => columnsOf(line) > columnsMax),
  'line-ends': textLines((line) => line.endsWith('\r')),
  'no-any': nodes(isAny),
  'no-cast-through-unknown': nodes(isCastThroughUnknown),
  'no-test-off': onlyIn((path) => path.endsWith('.ts'), nodes(isSwitchedOff)),
  'no-console': onlyIn(
    (path) => path.startsWith('libs/') && !testOnly.test(path),
    nodes(isConsole),
  ),
  'no-clock-or-chance': onlyIn(
    (path) => pure.test(path) && !testOnly.test(path),
    nodes(asksClockOrChance),
  ),
  'required-keys': onlyIn(
    (path) => keepsKeys.test(path) && !said.test(path) && !testOnly.test(path),
    nodes(isLeftOut),
  ),
  'no-open-ends': textLines((line) => openEnds.test(line)),
  'debt-form': textLines((line) => marked.test(line) && !markedWell.test(line)),
  'file-name': ({ path }) => (dumps.has(nameOf(path)) ? [once(1)] : []),
  'folder-name': ({ path }) =>
    path
      .split('/')
      .slice(0, -1)
      .some((name) => dumps.has(name))
      ? [once(1)]
      : [],
  'spec-kind': ({ path }) => (spec.test(path) && !kinds.test(path) ? [once(1)] : []),
};
