import { stockKey } from '#inventory';
import type { StockCommand, StockDocument } from '#inventory';
import { fulfilmentOf } from '#orders';
import type { OrderDocument } from '#orders';
import type { Gateway } from '#services';
import { tenant } from '../flow/assortment.js';
import { kafkaSite } from '../flow/kafka-site.js';
import { post } from '../flow/post.js';
import type { Site } from '../flow/site.js';
import { Ledger, openingUnits } from '../orders/ledger.js';
import type { Books } from '../orders/ledger.js';
import { node, skuOf, skusCount } from '../orders/stream.js';
import { OwnLoad, placing } from './own-load.js';
import type { Placed } from './own-load.js';
import type { Side, SideWanted } from './side.js';
import { versionOf } from './versions.js';

const settleMsMax = 60_000;
const documentsAtOnce = 500;

export const settled = async (gateway: Gateway): Promise<void> => {
  const { signal } = new AbortController();
  const { settled: done, waitingFor } = await gateway.settled([], settleMsMax, signal);
  if (!done) throw new Error(`nothing settles: ${waitingFor.join('; ')}`);
};

/** Books goods in: `units` of each of the first `count` SKUs. */
export const receive = async (gateway: Gateway, count: number, units: number): Promise<void> => {
  await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const sku = skuOf(at);
      const id = `opening:${sku}`;
      const command: StockCommand = {
        type: 'stock.receive',
        data: { receipts: [{ id, quantity: String(units) }] },
      };
      await post(gateway, 'inventory', { key: stockKey(tenant, node, sku), tenant, command }, id);
    }),
  );
  await settled(gateway);
};

/** Every shipment that has left counts; an order of which not all has left counts as none. */
const timesOf = (doc: OrderDocument | undefined): number => {
  if (doc === undefined || doc.state.stage === 'awaited') return 0;
  if (fulfilmentOf(doc.state) !== 'shipped') return 0;
  return doc.state.shipments.length;
};

const booksOf = async ({ views }: Gateway, { numbers }: Placed): Promise<Books> => {
  const timesShipped = new Map<string, number>();
  const all = [...numbers];
  for (let first = 0; first < all.length; first += documentsAtOnce) {
    const part = all.slice(first, first + documentsAtOnce);
    const documents = await views.orders.getMany(
      'order',
      part.map(([, number]) => number),
    );
    part.forEach(([ref], at) => {
      timesShipped.set(ref, timesOf(documents[at] as OrderDocument | undefined));
    });
  }
  const skus = Array.from({ length: skusCount }, (_, at) => skuOf(at));
  const keys = skus.map((sku) => stockKey(tenant, node, sku));
  const documents = await views.inventory.getMany('stock', keys);
  const available = new Map(
    skus.map((sku, at) => {
      const doc = documents[at] as StockDocument | undefined;
      return [sku, doc === undefined ? Number.NaN : Number(doc.available)];
    }),
  );
  return { timesShipped, available };
};

const sideOf = async (site: Site, seed: number): Promise<Side> => {
  const { gateway } = site;
  const ledger = new Ledger();
  const placed = placing(seed, (order) => ledger.note(order));
  await receive(gateway, skusCount, openingUnits);
  return {
    how: `Throughline, ${site.how.split(';')[0]}`,
    durability:
      'exactly once; inboxes and events are acknowledged by all replicas in sync; states (LMDB) ' +
      'and views (Redis) are made again from the logs',
    versions: { throughline: 'of this tree', kafkajs: versionOf('kafkajs'), node: process.version },
    stage: {
      load: (_run, listener) => new OwnLoad(site, placed, listener),
      memoryMiB: () => site.memoryMiB(),
      countOthers: () => site.countOthers(),
    },
    isOwn: (name) => /^(orders|inventory|shipping|projections|api|oms)$/.test(name),
    faults: async () => {
      await settled(gateway);
      const faults = ledger.faults(await booksOf(gateway, placed));
      return [...faults, ...(await site.verify())];
    },
    close: () => site.close(),
  };
};

/** Ours on Kafka and Redis, in one process or in one for each service. */
export const ownSide =
  (services: boolean) =>
  async ({ seed, brokers }: SideWanted): Promise<Side> =>
    sideOf(await kafkaSite({ brokers, services, profile: false }), seed);
