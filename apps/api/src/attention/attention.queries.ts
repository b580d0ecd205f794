import { Inject, Injectable } from '@nestjs/common';
import { keyOf, matterList, placeIn, placeText, sortText } from '#kernel';
import type { MatterKind } from '#kernel';
import { mattersIn, rejectedView } from '#runtime';
import { moduleNamed, rejectedIn, serviceModules, serviceNames } from '#services';
import type { Gateway, ServiceName } from '#services';
import { gatewayToken } from '../gateway.js';
import { mergedPage } from '../lists/merged.js';
import type { MergedPlace } from '../lists/merged.js';
import type { Page } from '../lists/page.js';
import { matterRow } from './rows.js';
import type { ListedMatter } from './rows.js';

export interface AttentionQuery {
  readonly kind?: MatterKind | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Where a list of one partition has it. */
interface At {
  readonly service: ServiceName;
  readonly partition: number;
  readonly sort: string;
  readonly key: string;
}

const idForm = /^([a-z]+):(\d{1,5}):(\d{1,15}):(\d{1,6})$/;

/**
 * What people must look at. Each partition of each service lists what its own documents show, so a
 * page is merged of as many lists, and reads its own rows alone.
 */
@Injectable()
export class AttentionQueries {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  /** Oldest first. */
  async list(tenant: string, { kind, limit, cursor }: AttentionQuery): Promise<Page> {
    const { partitions } = this.gateway;
    const index = matterList(tenant, kind);
    const { rows, next } = await mergedPage<ListedMatter>({
      name: keyOf('attention', index),
      lists: serviceNames.length * partitions,
      from: '',
      limit,
      timeOf: (sort) => sortText(placeIn(sort).at),
      next: async (from, most) =>
        (
          await Promise.all(
            serviceNames.map((name, nth) =>
              this.gateway.views[name].listEach(
                from
                  .slice(nth * partitions, (nth + 1) * partitions)
                  .map((sortFrom) => ({ index, sortFrom, descending: false, limit: most })),
              ),
            ),
          )
        ).flat(),
      documents: (places) =>
        Promise.all(places.map((place) => this.#matter(tenant, this.#placed(place)))),
      matches: () => true,
      row: matterRow,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return next === undefined ? { rows } : { rows, next };
  }

  /** What stands under this id now. */
  async find(tenant: string, id: string): Promise<ListedMatter | undefined> {
    const [, name, partitionText, cause, nth] = idForm.exec(id) ?? [];
    const service = serviceNames.find((each) => each === name);
    const partition = Number(partitionText);
    if (service === undefined || partition >= this.gateway.partitions) return undefined;
    const begin = placeText(Number(cause), Number(nth));
    const index = matterList(tenant);
    const lists = await this.gateway.views[service].listEach(
      Array.from({ length: this.gateway.partitions }, () => ({
        index,
        sortFrom: begin,
        sortTo: `${begin}~`,
        descending: false,
        limit: 1,
      })),
    );
    const [found] = lists[partition] ?? [];
    return found && this.#matter(tenant, { service, partition, ...found });
  }

  #placed({ list, sort, key }: MergedPlace): At {
    const { partitions } = this.gateway;
    const { name } = serviceModules[Math.floor(list / partitions)] ?? serviceModules[0];
    return { service: name, partition: list % partitions, sort, key };
  }

  /** Undefined where it was dealt with since it was listed. */
  async #matter(
    tenant: string,
    { service, partition, sort, key }: At,
  ): Promise<ListedMatter | undefined> {
    const { document, open } = moduleNamed(service);
    const isRejected = rejectedIn(key) !== undefined;
    const view = isRejected ? rejectedView : document;
    const doc = await this.gateway.views[service].get(view, key, partition);
    const matters =
      doc &&
      open(({ view: { projections } }) =>
        mattersIn(isRejected ? undefined : projections[0], view, key, doc),
      );
    const matter = matters?.find((each) => each.tenant === tenant && each.place === sort);
    return matter && { matter, service, partition, view, key };
  }
}
