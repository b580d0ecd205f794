import type { Histogram } from 'hdr-histogram-js';
import { decimal, keyOf, keyPrefix, millionths, namesIn } from '#kernel';
import type { StockDocument } from '#inventory';
import type { Gateway } from '#services';
import type { Fed } from '../feed/feed.js';
import { tableText } from './table.js';

export interface Outcome {
  readonly orders: number;
  /** Dimension, value, orders. */
  readonly dimensions: readonly (readonly [string, string, number])[];
  readonly stock: {
    readonly skus: number;
    readonly onHand: string;
    readonly available: string;
    readonly reserved: string;
    readonly unavailable: string;
    readonly backordered: string;
    readonly holds: boolean;
  };
  readonly rates: {
    readonly seconds: number;
    readonly ordersASecond: number;
    readonly messagesASecond: number;
  };
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly samples: number };
}

const dimensions = ['lifecycle', 'fulfilment', 'payment', 'sla'] as const;

/** What the views say once a source has been fed. */
export const outcomeOf = async (
  gateway: Gateway,
  tenant: string,
  { rows, seconds }: Fed,
  latency: Histogram,
): Promise<Outcome> => {
  const counters = await gateway.views.orders.counters(keyPrefix(tenant));
  const orders = counters.get(keyOf(tenant, 'orders')) ?? 0;
  const counted = [...counters].map(([name, count]) => [namesIn(name)[1] ?? '', count] as const);
  const found = dimensions.flatMap((dimension) =>
    counted
      .filter(([name, count]) => name.startsWith(`${dimension}:`) && count > 0)
      .toSorted(([, one], [, other]) => other - one)
      .map(([name, count]) => [dimension, name.slice(dimension.length + 1), count] as const),
  );
  const withExceptions = counted
    .filter(([name, count]) => (name === 'hold' || name.startsWith('exception:')) && count > 0)
    .map(([name, count]) => ['attention', name.replace('exception:', ''), count] as const);
  return {
    orders,
    dimensions: [...found, ...withExceptions],
    stock: await stockOf(gateway, tenant),
    rates: {
      seconds: Math.round(seconds * 1_000) / 1_000,
      ordersASecond: Math.round(orders / seconds),
      messagesASecond: Math.round(rows / seconds),
    },
    latencyMs: {
      p50: latency.getValueAtPercentile(50),
      p99: latency.getValueAtPercentile(99),
      samples: latency.totalCount,
    },
  };
};

const pageRows = 1_000;
const stockNames = ['onHand', 'available', 'reserved', 'unavailable', 'backordered'] as const;

const stockOf = async (gateway: Gateway, tenant: string): Promise<Outcome['stock']> => {
  const sums = { onHand: 0, available: 0, reserved: 0, unavailable: 0, backordered: 0 };
  let skus = 0;
  let after: { readonly sort: string; readonly key: string } | undefined;
  for (;;) {
    const page = await gateway.views.inventory.list({
      index: keyOf(tenant, 'stock'),
      limit: pageRows,
      descending: false,
      ...(after === undefined ? {} : { after }),
    });
    const documents = await gateway.views.inventory.getMany(
      'stock',
      page.map(({ key }) => key),
    );
    for (const doc of documents) {
      if (doc === undefined) continue;
      skus += 1;
      for (const name of stockNames) sums[name] += millionths((doc as StockDocument)[name]);
    }
    after = page.at(-1);
    if (page.length < pageRows) break;
  }
  const holds = sums.onHand === sums.available + sums.reserved + sums.unavailable;
  const texts = Object.fromEntries(stockNames.map((name) => [name, decimal(sums[name])])) as Record<
    (typeof stockNames)[number],
    string
  >;
  return { skus, ...texts, holds };
};

const columns = 76;

/** `a 1 · b 2`, on as many lines as it takes. */
const listed = (parts: readonly string[]): string => {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = `${last} · ${part}`;
    if (last === undefined || longer.length > columns) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('\n');
};

/** The same for people: a row for each dimension, the most frequent value first. */
export const outcomeTable = ({
  orders,
  dimensions: found,
  stock,
  rates,
  latencyMs,
}: Outcome): string => {
  const values = new Map<string, string[]>();
  for (const [dimension, value, count] of found) {
    values.set(dimension, [...(values.get(dimension) ?? []), `${value} ${count}`]);
  }
  const invariant = 'onHand = available + reserved + unavailable';
  return tableText(
    [],
    [
      ['orders', String(orders)],
      ...[...values].map(([dimension, parts]) => [dimension, listed(parts)] as const),
      [
        'stock',
        listed([
          `${stock.skus} SKUs at nodes`,
          ...stockNames.map((name) => `${name} ${stock[name]}`),
        ]),
      ],
      ['stock invariant', `${invariant}: ${stock.holds ? 'holds' : 'BROKEN'}`],
      [
        'rate',
        listed([
          `${rates.ordersASecond} orders/s`,
          `${rates.messagesASecond} messages/s`,
          `${rates.seconds} s in all`,
        ]),
      ],
      [
        'latency',
        latencyMs.samples === 0
          ? 'nothing was timed'
          : listed([
              `p50 ${latencyMs.p50} ms`,
              `p99 ${latencyMs.p99} ms`,
              `from post to visible under full load, ${latencyMs.samples} timed`,
            ]),
      ],
    ],
  );
};
