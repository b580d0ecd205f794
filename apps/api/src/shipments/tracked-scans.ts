import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { shippingCodec } from '#contracts';
import type { Posting } from '#kernel';
import { parcelOfNumber, scanOfNumber } from '#services';
import type { Gateway, Tracked } from '#services';
import { trackedKey } from '#shipping';
import type { RecordTrackedScan, ShippingCommand } from '#shipping';
import { gatewayToken } from '../gateway.js';
import { acceptable } from '../posting/acceptable.js';

/** A dispatch that was acknowledged just now may not be shown yet: so long it is looked for. */
const lookedForMs = 1_000;
const lookMs = 50;

/** Where a scan goes that knows a tracking number alone. */
export interface TrackedPosting {
  readonly posting: Posting<ShippingCommand>;
  /** Absent: nobody has told of a parcel of this number. */
  readonly found: Tracked | undefined;
}

/** Finds the order whose parcel a carrier speaks of by its number. */
@Injectable()
export class TrackedScans {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  async posting(
    tenant: string,
    command: RecordTrackedScan,
    id: string,
    gone: AbortSignal,
  ): Promise<TrackedPosting> {
    const { data } = command;
    const unknown = acceptable(
      shippingCodec,
      { key: trackedKey(tenant, data.tracking), tenant, command },
      id,
      (field) => field.replace(/^fact\./, ''),
    );
    const found = await this.#found(tenant, data, gone);
    return {
      found,
      posting:
        found === undefined
          ? unknown
          : acceptable(shippingCodec, scanOfNumber(found, tenant, data), id),
    };
  }

  async #found(
    tenant: string,
    said: RecordTrackedScan['data'],
    gone: AbortSignal,
  ): Promise<Tracked | undefined> {
    const until = performance.now() + lookedForMs;
    for (;;) {
      const found = await parcelOfNumber(this.gateway.views.shipping, tenant, said);
      if (found !== undefined || gone.aborted || performance.now() >= until) return found;
      await pause(lookMs);
    }
  }
}
