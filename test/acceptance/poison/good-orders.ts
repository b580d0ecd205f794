/** Good orders as records, to be spoiled: each has a new reference, and lies where it is asked. */
import { orderInput, ordersCodec, toPlaceOrder } from '#contracts';
import { issueNumber, partitionOf } from '#kernel';
import type { NumberKeys, OmsNumber } from '#kernel';
import type { LogRecord } from '#ports';

export interface GoodOrder {
  readonly record: LogRecord;
  readonly number: OmsNumber;
}

/** An order as a shop sends it. */
export const inputOf = (channelRef: string) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  placedAt: '2026-01-05T10:00:00Z',
  lines: [{ line: '1', sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
});

export class GoodOrders {
  #references = 0;

  constructor(
    private readonly keys: NumberKeys,
    private readonly partitions: number,
  ) {}

  /** A fresh reference whose number lies in this partition of the inbox. */
  referenceIn(partition: number): { readonly channelRef: string; readonly number: OmsNumber } {
    for (;;) {
      const channelRef = `P-${(this.#references += 1)}`;
      const number = issueNumber(this.keys, { tenant: 'default', channel: 'web', channelRef });
      if (partitionOf(number, this.partitions) === partition) return { channelRef, number };
    }
  }

  /** As it stands in the inbox of the orders. */
  inInbox(partition: number): GoodOrder {
    const { channelRef, number } = this.referenceIn(partition);
    return { number, record: commandOf(channelRef, number) };
  }

  /** As a publisher sends it who knows nothing of us. */
  inChannel(partition: number): GoodOrder {
    const { channelRef, number } = this.referenceIn(partition);
    const { ce_dataschema: dataschema = '' } = commandOf(channelRef, number).headers;
    return {
      number,
      record: {
        key: 'whatever',
        value: Buffer.from(JSON.stringify(inputOf(channelRef))),
        headers: {
          'content-type': 'application/json',
          ce_specversion: '1.0',
          ce_id: `id-${channelRef}`,
          ce_source: '/shop',
          ce_type: 'oms.order.place',
          ce_dataschema: dataschema,
        },
      },
    };
  }
}

const commandOf = (channelRef: string, number: OmsNumber): LogRecord =>
  ordersCodec.encodeCommand({
    key: number,
    tenant: 'default',
    number,
    id: `id-${channelRef}`,
    from: '/partner',
    command: toPlaceOrder(orderInput.parse(inputOf(channelRef)), 'default', number, 0),
  });
