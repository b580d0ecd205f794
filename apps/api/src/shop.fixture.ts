/** A shop behind the API: its orders, its stock, and the patience to see what becomes of them. */
import { deepStrictEqual, equal } from 'node:assert/strict';
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { orderInputExample } from './docs/examples.js';
import { DocumentedClient } from './documented-client.fixture.js';
import type { Answer } from './documented-client.fixture.js';

type OrderSent = Omit<typeof orderInputExample, 'channelRef'> & { readonly channelRef: string };

/** Waits until what was posted is decided. */
export const patient = { prefer: 'wait=10' };

/** One line of this SKU at the node `main`. */
export const linesOf = (sku: string, quantity = '2', more: object = {}) => ({
  lines: [{ sku, node: 'main', quantity, unitPrice: '9.90', ...more }],
});

export class ApiShop {
  #references = 0;

  private constructor(
    private readonly backend: RunningBackend,
    readonly api: DocumentedClient,
  ) {}

  static async open(): Promise<ApiShop> {
    const backend = await startedBackend();
    return new ApiShop(backend, await DocumentedClient.of(backend.address));
  }

  close(): Promise<void> {
    return this.backend.stop();
  }

  /** The example's order under a new reference. */
  input(changes: object = {}): OrderSent {
    this.#references += 1;
    return { ...orderInputExample, channelRef: `R-${this.#references}`, ...changes };
  }

  receive(sku: string, quantity: string): Promise<Answer> {
    const path = `/v1/stock/main/${encodeURIComponent(sku)}/receipts`;
    return this.api.post(path, { quantity }, patient);
  }

  async settled(): Promise<void> {
    const { body } = await this.api.get('/v1/settled?wait=10');
    deepStrictEqual(body, { settled: true, waitingFor: [] });
  }

  /** Places an order, lets everything settle, and gives its number. */
  async placed(changes: object): Promise<string> {
    const { status, body } = await this.api.post('/v1/orders', this.input(changes), patient);
    equal(status, 201);
    await this.settled();
    return String(body.omsNumber);
  }

  async order(number: string): Promise<Answer['body']> {
    return (await this.api.get(`/v1/orders/${number}`)).body;
  }
}
