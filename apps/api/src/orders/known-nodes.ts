import { Inject, Injectable } from '@nestjs/common';
import { keyOf } from '#kernel';
import { nodeIndex } from '#inventory';
import { StoreUnavailable } from '#ports';
import { ViewsUnavailable } from '#runtime';
import type { OrderRow } from '#orders';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';

/** Lines that wait at a node where nobody has ever registered stock: perhaps it is misspelt. */
export interface NodeWarning {
  readonly code: 'node_without_stock';
  readonly node: string;
  /** The first of them. */
  readonly lines: readonly string[];
  readonly detail: string;
}

const nodesKnownMax = 10_000;
const linesReportedMax = 20;

const waits = ({ buckets, trackStock }: OrderRow['lines'][number]): boolean =>
  trackStock !== false && (buckets.open !== undefined || buckets.backordered !== undefined);

@Injectable()
export class KnownNodes {
  /** Once stock is registered at a node, it is one. */
  #known = new Set<string>();

  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  async #isKnown(tenant: string, node: string): Promise<boolean> {
    const name = keyOf(tenant, node);
    if (this.#known.has(name)) return true;
    const query = { index: nodeIndex(tenant, node), limit: 1, descending: false };
    const [first] = await this.gateway.views.inventory.list(query);
    if (first === undefined) return false;
    if (this.#known.size >= nodesKnownMax) this.#known = new Set();
    this.#known.add(name);
    return true;
  }

  /** None where the stock cannot be asked: an order is read without it. */
  async warningsOf(tenant: string, lines: OrderRow['lines']): Promise<readonly NodeWarning[]> {
    const waiting = lines.filter(waits);
    const nodes = [...new Set(waiting.map(({ node }) => node))];
    try {
      const known = await Promise.all(nodes.map((node) => this.#isKnown(tenant, node)));
      return nodes
        .filter((_, at) => known[at] !== true)
        .map((node) => ({
          code: 'node_without_stock',
          node,
          lines: waiting
            .filter((each) => each.node === node)
            .slice(0, linesReportedMax)
            .map(({ line }) => line),
          detail: `no stock was ever registered at the node ${node}`,
        }));
    } catch (error) {
      if (error instanceof ViewsUnavailable || error instanceof StoreUnavailable) return [];
      throw error;
    }
  }
}
