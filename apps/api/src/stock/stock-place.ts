import type { PipeTransform } from '@nestjs/common';
import { fieldProblem, shown } from '#http';

const nodeCharsMax = 64;
const skuCharsMax = 128;
const slashless = /^[^\p{Cc}\p{Cs}/]+$/u;
const plain = /^[^\p{Cc}\p{Cs}]+$/u;

/** A node as the path names it. */
export class NodePipe implements PipeTransform<string, string> {
  transform(node: string): string {
    if (node.length <= nodeCharsMax && slashless.test(node)) return node;
    const expected = `text of 1 to ${nodeCharsMax} characters without '/' and control characters`;
    throw fieldProblem('parameter_invalid', { field: 'node', expected, got: shown(node) });
  }
}

/** A SKU as the path names it: any text, its slashes percent-encoded. */
export class SkuPipe implements PipeTransform<string, string> {
  transform(sku: string): string {
    if (sku.length <= skuCharsMax && plain.test(sku)) return sku;
    const expected = `text of 1 to ${skuCharsMax} characters without control characters`;
    throw fieldProblem('parameter_invalid', { field: 'sku', expected, got: shown(sku) });
  }
}
