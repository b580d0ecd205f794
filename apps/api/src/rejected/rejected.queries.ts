import { Inject, Injectable } from '@nestjs/common';
import { instantText } from '#kernel';
import { rejectedIndex, rejectedView } from '#runtime';
import type { RejectedDocument } from '#runtime';
import { rejectedIn, serviceNames } from '#services';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { page } from '../lists/page.js';
import type { Page, Shelf } from '../lists/page.js';

const row = ({
  id,
  at,
  number,
  unheard: _place,
  dealtWith,
  ...rest
}: RejectedDocument): object => ({
  id,
  at: instantText(at),
  ...(number === undefined ? {} : { omsNumber: number }),
  ...rest,
  ...(dealtWith !== undefined && {
    dealtWith: { at: instantText(dealtWith.at), reason: dealtWith.reason },
  }),
});

@Injectable()
export class RejectedQueries {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  async #document(id: string): Promise<object | undefined> {
    const place = rejectedIn(id);
    if (place === undefined || place.partition >= this.gateway.partitions) return undefined;
    return this.gateway.views[place.service].get(rejectedView, id, place.partition);
  }

  async one(tenant: string, id: string): Promise<object | undefined> {
    const doc = (await this.#document(id)) as RejectedDocument | undefined;
    return doc?.tenant === tenant ? row(doc) : undefined;
  }

  /** All services together, newest first. */
  list(tenant: string, limit: number, cursor: string | undefined): Promise<Page> {
    const shelf: Shelf = {
      list: async (query) => {
        const lists = serviceNames.map((name) => this.gateway.views[name].list(query));
        const places = (await Promise.all(lists)).flat();
        return places
          .toSorted((one, other) =>
            `${one.sort} ${one.key}` < `${other.sort} ${other.key}` ? 1 : -1,
          )
          .slice(0, query.limit);
      },
      documents: (places) => Promise.all(places.map(({ key }) => this.#document(key))),
    };
    return page<RejectedDocument>({
      shelf,
      index: rejectedIndex(tenant),
      descending: true,
      limit,
      row,
      ...(cursor === undefined ? {} : { cursor }),
      allMatch: false,
      matches: (doc) => doc.tenant === tenant,
    });
  }
}
