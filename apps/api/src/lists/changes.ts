/**
 * A list in the order of its changes, oldest first. What changes while it is walked moves to the
 * end and comes again. Clocks of partitions differ and a view may be behind another: so it is
 * merged of a list of each partition, where changes only ever come behind those that were seen.
 */
import type { ViewQueries } from '#runtime';
import { mergedPage } from './merged.js';
import type { MergedPage } from './merged.js';
import type { Picking } from './page.js';

export interface ChangesWalk<D extends object> extends Picking<D> {
  readonly views: ViewQueries;
  readonly view: string;
  readonly index: string;
  /** Place of the first change that is asked for. */
  readonly from: string;
  readonly cursor?: string;
}

export const changesPage = <D extends object>({
  views,
  view,
  index,
  ...walk
}: ChangesWalk<D>): Promise<MergedPage> =>
  mergedPage({
    ...walk,
    name: index,
    lists: views.partitions,
    timeOf: (sort) => sort,
    next: (from, limit) =>
      views.listEach(from.map((sortFrom) => ({ index, sortFrom, descending: false, limit }))),
    documents: (places) =>
      views.getMany(
        view,
        places.map(({ key }) => key),
      ),
  });
