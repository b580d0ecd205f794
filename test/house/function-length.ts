import ts from 'typescript';
import { lineOf, nodesOf, writtenName, type Parsed } from './syntax.js';

const isTestCall = (node: ts.Node): boolean =>
  ts.isCallExpression(node) &&
  /^(describe|describeReal|it|test)(\.each)?$/.test(writtenName(calledBy(node)));

/** `describe.each(table)('…', …)`: what is called is the call before. */
const calledBy = ({ expression }: ts.CallExpression): ts.Expression =>
  ts.isCallExpression(expression) ? expression.expression : expression;

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) && 'body' in node;

/** The functions that stand directly in this one, not in another function inside it. */
function nested(node: ts.Node): ts.FunctionLikeDeclaration[] {
  return node.getChildren().flatMap((child) => (isFunction(child) ? [child] : nested(child)));
}

const linesOf = (tree: ts.SourceFile, node: ts.Node): number =>
  lineOf(tree, node.getEnd()) - lineOf(tree, node.getStart(tree)) + 1;

/**
 * A function's lines. One that lists tests (the body of a `describe`, a contract suite) is a table
 * of contents: the functions in it are measured by themselves and not counted again.
 */
function length(tree: ts.SourceFile, node: ts.FunctionLikeDeclaration): number {
  const whole = linesOf(tree, node);
  const listsTests = node.body !== undefined && [...nodesOf(node.body)].some(isTestCall);
  if (!listsTests) return whole;
  return nested(node).reduce((left, inner) => left - linesOf(tree, inner) + 1, whole);
}

/** The functions of a file that are longer than `linesMax`, and by how many lines. */
export function functionsOver(
  linesMax: number,
  { tree }: Parsed,
): readonly { readonly line: number; readonly excess: number }[] {
  return [...nodesOf(tree)]
    .filter(isFunction)
    .map((node) => ({
      line: lineOf(tree, node.getStart(tree)),
      excess: length(tree, node) - linesMax,
    }))
    .filter(({ excess }) => excess > 0);
}
