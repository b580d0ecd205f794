import type { PipeTransform } from '@nestjs/common';
import { misfit } from '#contracts';
import { fieldProblem, shown } from '#http';

const named = (field: 'node' | 'sku', text: string): string => {
  const expected = misfit(field, text);
  if (expected === undefined) return text;
  throw fieldProblem('parameter_invalid', { field, expected, got: shown(text) });
};

/** A node as the path names it. */
export class NodePipe implements PipeTransform<string, string> {
  transform(node: string): string {
    return named('node', node);
  }
}

/** A SKU as the path names it: any text, its slashes percent-encoded. */
export class SkuPipe implements PipeTransform<string, string> {
  transform(sku: string): string {
    return named('sku', sku);
  }
}
