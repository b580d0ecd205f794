import { readFileSync } from 'node:fs';
import { compare } from './compare.js';
import type { Expectation } from './expectation.js';
import { expectOlist } from './olist.js';
import { expectOnlineRetail } from './online-retail.js';

const usage = 'use: main.js olist:DIR|online-retail:FILE [ORDERS.ndjson STOCK.ndjson]';

function expectationOf(source: string): Expectation {
  const [, kind, path] = /^(olist|online-retail):(.+)$/.exec(source) ?? [];
  if (kind === undefined || path === undefined) throw new Error(usage);
  return kind === 'olist' ? expectOlist(path) : expectOnlineRetail(path);
}

/** Prints the totals and, with two exports, the first differences. Exit 1 where there are any. */
function main([source, orders, stock]: string[]): void {
  if (source === undefined || (orders === undefined) !== (stock === undefined)) {
    throw new Error(usage);
  }
  const expectation = expectationOf(source);
  console.log(JSON.stringify({ ...expectation.totals, stockRows: expectation.stock.size }));
  if (orders === undefined || stock === undefined) return;
  const differences = compare(
    expectation,
    readFileSync(orders, 'utf8'),
    readFileSync(stock, 'utf8'),
  );
  for (const difference of differences) console.log(difference);
  console.log(differences.length === 0 ? 'equal' : 'different');
  process.exitCode = differences.length === 0 ? 0 : 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
