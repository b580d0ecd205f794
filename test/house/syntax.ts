import ts from 'typescript';
import type { SourceFile } from './project.js';

/** A file, parsed. */
export interface Parsed extends SourceFile {
  readonly tree: ts.SourceFile;
}

export function parsed({ path, text }: SourceFile): Parsed {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

export const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line + 1;

/** The name of what is called, as written: `describe.each`, `Math.random`; empty for the rest. */
export function writtenName(node: ts.Node): string {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return '';
  const owner = writtenName(node.expression);
  return owner === '' ? '' : `${owner}.${node.name.text}`;
}
