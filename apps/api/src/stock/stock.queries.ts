import { keyOf } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';
import { problem } from '#http';
import { stockKey, stockProjections, stockRow } from '#inventory';
import type { StockDocument, StockRow } from '#inventory';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { page, shelfOf } from '../lists/page.js';
import type { Page } from '../lists/page.js';
import type { Call } from '../reading/call.js';
import { Answered, answerQuery } from '../waiting/answered.js';
import type { AnswerQuery } from '../waiting/answered.js';
import type { PageQuery } from '../reading/query.js';
import { tenantOf } from '../reading/tenant.js';

export { answerQuery };
export type { AnswerQuery };

const view = stockProjections.stock.name;

@Injectable()
export class StockQueries {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Answered) private readonly answered: Answered,
  ) {}

  async row(tenant: string, node: string, sku: string): Promise<StockRow | undefined> {
    const found = await this.gateway.views.inventory.get(view, stockKey(tenant, node, sku));
    return found === undefined ? undefined : stockRow(found as StockDocument);
  }

  read(call: Call, node: string, sku: string, query: AnswerQuery): Promise<object> {
    return this.answered.read(call, query, async () => {
      const row = await this.row(tenantOf(call.request), node, sku);
      if (row !== undefined) return row;
      throw problem('stock_not_found', `nothing is known of ${sku} at ${node}`);
    });
  }

  list(tenant: string, { limit, cursor }: PageQuery): Promise<Page> {
    return page<StockDocument>({
      shelf: shelfOf(this.gateway.views.inventory, view),
      index: keyOf(tenant, 'stock'),
      descending: false,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      allMatch: true,
      matches: () => true,
      row: stockRow,
    });
  }
}
