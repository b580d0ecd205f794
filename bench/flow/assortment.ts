import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { Posting } from '#kernel';

export const tenant = 'default';
const nodes = ['harbour', 'hillside', 'station'] as const;
const skusCount = 240;
/** More than any run can order. */
const unitsEach = '100000000';

export interface Article {
  readonly sku: string;
  readonly node: string;
}

/** Articles in turn: every one sells as well as the others, each order's lines are of one node. */
export const articleOf = (order: number, line: number): Article => ({
  sku: `SKU-${String((order * 7 + line * 31) % skusCount).padStart(3, '0')}`,
  node: nodes[order % nodes.length] ?? nodes[0],
});

export interface Receipt {
  readonly id: string;
  readonly posting: Posting<StockCommand>;
}

/** Stock for everything that may be ordered. */
export const receipts = (): readonly Receipt[] =>
  nodes.flatMap((node) =>
    Array.from({ length: skusCount }, (_, at): Receipt => {
      const { sku } = articleOf(at, 0);
      const id = `opening:${node}:${sku}`;
      const command: StockCommand = {
        type: 'stock.receive',
        data: { receipts: [{ id, quantity: unitsEach }] },
      };
      return { id, posting: { key: stockKey(tenant, node, sku), tenant, command } };
    }),
  );
