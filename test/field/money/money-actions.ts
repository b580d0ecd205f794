/** What people and payment providers do with the money of an order, and what stands afterwards. */
import { deepStrictEqual, equal, fail } from 'node:assert/strict';
import { lineOf } from '../shop.js';
import type { Shop } from '../shop.js';

type Status = 'pending' | 'authorized' | 'captured' | 'refunded' | 'voided';

export const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();

const triesMax = 1_200;
const betweenTriesMs = 50;

export class MoneyActions {
  constructor(private readonly shop: Shop) {}

  async pay(
    number: string,
    payment: string,
    status: Status,
    amount: number,
    more: object = {},
  ): Promise<void> {
    const { status: code, text } = await this.shop.post(`/v1/orders/${number}/payments`, {
      payment,
      status,
      amount,
      ...more,
    });
    equal(code, 200, text);
  }

  /** A line, or all of it. */
  async cancel(number: string, line?: string): Promise<void> {
    const lines = line === undefined ? {} : { lines: [{ line }] };
    await this.shop.post(`/v1/orders/${number}/cancel`, { reason: 'sold out', ...lines });
  }

  async resolve(number: string, exception: string): Promise<void> {
    await this.shop.post(`/v1/orders/${number}/resolve`, { exception, reason: 'seen' });
  }

  async dispatch(number: string): Promise<void> {
    await this.shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T' });
  }

  /** Types of the exceptions that stand, sorted. */
  async exceptions(number: string): Promise<readonly string[]> {
    const { attention } = await this.shop.order(number);
    const { exceptions } = attention as { exceptions: readonly { type: string }[] };
    return exceptions.map(({ type }) => type).toSorted();
  }

  /** Where the units of each line stand, by stage. */
  async units(number: string): Promise<readonly object[]> {
    const { lines } = await this.shop.order(number);
    return (lines as readonly { buckets: object }[]).map(({ buckets }) => buckets);
  }

  /** A line of one unit of 100.00 on a SKU with stock. */
  async stocked(sku: string): Promise<object> {
    await this.shop.receive(sku, '9');
    return lineOf(sku, '1', '100.00');
  }

  /** Asks again and again until it is so: deadlines fire by the clock. */
  async until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < triesMax; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => {
        setTimeout(resolve, betweenTriesMs);
      });
    }
    fail(`it never came to ${what}`);
  }

  untilLifecycle(number: string, lifecycle: string): Promise<void> {
    return this.until(
      async () => (await this.shop.order(number)).lifecycle === lifecycle,
      lifecycle,
    );
  }

  untilPayment(number: string, payment: string): Promise<void> {
    return this.until(async () => (await this.shop.order(number)).payment === payment, payment);
  }

  async untilException(number: string, exception: string): Promise<void> {
    await this.until(async () => (await this.exceptions(number)).includes(exception), exception);
    deepStrictEqual(await this.exceptions(number), [exception]);
  }
}
