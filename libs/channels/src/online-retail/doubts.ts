import { sold, takenBack } from './invoices.js';
import type { Invoice } from './invoices.js';

/** By SKU the invoice that may tell of it; undefined is any goods. */
type Goods = Map<string | undefined, string>;

/**
 * Whose units of what an invoice that is left out may sell or bring back: undefined is any
 * customer's. Once it can be read, a credit after it may belong to it.
 */
export class Doubts {
  readonly #of = new Map<string | undefined, Goods>();

  add(invoice: Invoice): void {
    const { ref, customer } = invoice;
    for (const { sku } of [...sold(invoice), ...takenBack(invoice)]) this.#add(customer, sku, ref);
    for (const row of invoice.unread) this.#add(customer ?? row.customer, row.sku, ref);
  }

  /** The invoice to which units that come back may belong; empty where it is not known either. */
  about(customer: string, sku: string): string | undefined {
    for (const whose of [customer, undefined]) {
      const goods = this.#of.get(whose);
      const ref = goods?.get(sku) ?? goods?.get(undefined);
      if (ref !== undefined) return ref;
    }
    return undefined;
  }

  #add(customer: string | undefined, sku: string | undefined, ref: string): void {
    const goods = this.#of.get(customer);
    if (goods === undefined) this.#of.set(customer, new Map([[sku, ref]]));
    else goods.set(sku, ref);
  }
}
