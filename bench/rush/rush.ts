import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stockKey } from '#inventory';
import type { StockDocument } from '#inventory';
import { tenant } from '../flow/assortment.js';
import { embeddedSite } from '../flow/embedded-site.js';
import { kafkaSite } from '../flow/kafka-site.js';
import type { Site } from '../flow/site.js';
import { measureThroughput } from '../flow/throughput.js';
import { openingUnits } from '../orders/ledger.js';
import { evenly, node, orderOf, rush, skuOf, skusCount } from '../orders/stream.js';
import type { Outcome } from '../runs/outcome.js';
import { receive, settled } from '../sides/own.js';
import { RushLoad } from './rush-load.js';
import type { Answers } from './rush-load.js';

export interface RushRun {
  readonly requests: number;
  /** Of the one SKU that all want; undefined where they want any, and there is enough of each. */
  readonly units: number | undefined;
  readonly window: number;
  readonly seed: number;
  readonly kafka: boolean;
}

/** Nobody gets what is not there, nobody goes without what is, everybody is answered. */
const faultsOf = async (
  { gateway }: Site,
  { requests, units = requests }: RushRun,
  { reserved, refused }: Answers,
): Promise<readonly string[]> => {
  const expected = Math.min(requests, units);
  const faults: string[] = [];
  const answered = reserved.size + refused.size;
  if (answered !== requests) faults.push(`${answered} of ${requests} requests were answered`);
  if (reserved.size > expected) faults.push(`${reserved.size - expected} units were oversold`);
  if (reserved.size < expected) faults.push(`${expected - reserved.size} units were undersold`);
  const skus = Array.from({ length: skusCount }, (_, at) => skuOf(at));
  const documents = await gateway.views.inventory.getMany(
    'stock',
    skus.map((sku) => stockKey(tenant, node, sku)),
  );
  const booked = documents.reduce(
    (sum, doc) => sum + Number((doc as StockDocument | undefined)?.reserved ?? 0),
    0,
  );
  if (booked !== reserved.size) {
    faults.push(`the stock has ${booked} units reserved, the orders ${reserved.size}`);
  }
  return faults;
};

/** `requests` orders of one unit, as many at once as `window`, until each is answered. */
export const runRush = async (run: RushRun): Promise<Outcome> => {
  const { requests, units, window, seed, kafka } = run;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-rush-'));
  const site = kafka ? await kafkaSite({ brokers: 1, profile: false }) : await embeddedSite(folder);
  try {
    if (units === undefined) await receive(site.gateway, skusCount, openingUnits);
    else await receive(site.gateway, 1, units);
    const answers: Answers = { reserved: new Set(), refused: new Set() };
    let at = 0;
    const next = () => orderOf(seed, at++, units === undefined ? evenly : rush, 'refuse');
    const { orders, rate, usage } = await measureThroughput(
      {
        load: (_run, listener) => new RushLoad(site, next, answers, listener),
        memoryMiB: () => site.memoryMiB(),
        countOthers: () => site.countOthers(),
      },
      { orders: requests, seconds: Number.POSITIVE_INFINITY, window },
    );
    await settled(site.gateway);
    const faults = [...(await faultsOf(site, run, answers)), ...(await site.verify())];
    const cpuOwn = ((usage.userSeconds + usage.systemSeconds) * 1_000) / orders;
    return {
      how: `${site.how}; ${requests} requests for ${units ?? 'any number of'} units`,
      durability: 'what was answered is on the disk',
      versions: { node: process.version },
      faults,
      figures: { orders, rate, ...(!kafka && { cpuOwn }) },
    };
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
