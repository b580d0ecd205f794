/** The documents of an installation's views: where each stands, and what it says. */
import { keyOf, namesIn } from '#kernel';
import type { ListQuery, Projections } from '#ports';
import type { StoredDocument } from '#runtime';
import { shipmentProjections } from '#shipping';
import type { OpenedTarget } from '../target.js';
import type { Passed } from '../progress.js';
import { byText } from './exported.js';
import type { Exported } from './exported.js';
/** The view that stands behind an export, and how its documents are listed and counted. */
export const behind = {
  orders: { service: 'orders', view: 'order', list: 'all', counter: 'orders' },
  stock: { service: 'inventory', view: 'stock', list: 'stock', counter: 'skus' },
  timeline: { service: 'orders', view: 'timeline', list: 'all', counter: 'orders' },
} as const;
/** Where a document stands in the list of its view. */
export interface Listed {
  readonly key: string;
  readonly sort: string;
}
const pageRows = 1_000;

/** Stock by node and SKU, the others by OMS number. */
export const sorted = (kind: Exported, listed: Listed[]): readonly Listed[] =>
  listed.sort(
    kind === 'stock'
      ? (one, other) => byText(one.sort, other.sort) || byText(one.key, other.key)
      : (one, other) => byText(one.key, other.key),
  );

/** In the order of the views. */
export const allListed = async (
  views: Projections,
  partitions: number,
  kind: Exported,
  tenant: string | undefined,
  passed: Passed,
): Promise<Listed[]> => {
  const listed: Listed[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    for (const name of tenant === undefined ? await tenantsIn(views, partition, kind) : [tenant]) {
      for await (const each of listedIn(views, partition, keyOf(name, behind[kind].list))) {
        listed.push(each);
        if (listed.length % pageRows === 0) passed(listed.length);
      }
    }
  }
  return listed;
};

export const shipmentsView = shipmentProjections.shipment.name;

export const currentViews = async (
  { generations }: OpenedTarget['ports'],
  service: string,
  partitions: number,
): Promise<Projections | undefined> => {
  const current = await generations.current(service);
  return current && generations.open(service, current.generation, partitions);
};

export const documentIn = async (
  views: Projections,
  partition: number,
  view: string,
  key: string,
): Promise<object | undefined> =>
  ((await views.get(partition, view, key)) as StoredDocument | undefined)?.doc;

const tenantsIn = async (
  views: Projections,
  partition: number,
  kind: Exported,
): Promise<readonly string[]> => {
  const names = [...(await views.counters(partition, '')).keys()];
  return names.flatMap((name) => {
    const [tenant = '', counter] = namesIn(name);
    return counter === behind[kind].counter ? [tenant] : [];
  });
};

async function* listedIn(
  views: Projections,
  partition: number,
  index: string,
): AsyncGenerator<Listed> {
  let after: Listed | undefined;
  for (;;) {
    const query: ListQuery = {
      index,
      limit: pageRows,
      descending: false,
      ...(after === undefined ? {} : { after }),
    };
    const page = await views.list(partition, query);
    yield* page;
    after = page.at(-1);
    if (page.length < pageRows) return;
  }
}
