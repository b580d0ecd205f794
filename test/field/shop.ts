/**
 * A shop as its people run it: the whole backend on the embedded ports behind its API. What a spec
 * of this folder sends is a situation that was reported by users of order systems; what it looks at
 * is the state afterwards, and in the end the books themselves.
 */
import { deepStrictEqual, equal } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startedBackend } from '../../apps/api/src/backend.fixture.js';
import type { FixtureOptions, RunningBackend } from '../../apps/api/src/backend.fixture.js';
import { DocumentedClient } from '../../apps/api/src/documented-client.fixture.js';
import type { Answer, Body } from '../../apps/api/src/documented-client.fixture.js';

const lookMs = 20;

/** A line of one SKU at the node `main`, unless `more` says otherwise. */
export const lineOf = (sku: string, quantity = '1', unitPrice = '10.00', more: object = {}) => ({
  sku,
  node: 'main',
  quantity,
  unitPrice,
  ...more,
});

/** Ships on account: whether it is paid does not matter. */
export const onAccount = { policy: { releaseOn: 'accepted' } };

export class Shop {
  #references = 0;

  private constructor(
    private readonly backend: RunningBackend,
    readonly api: DocumentedClient,
  ) {}

  get address(): string {
    return this.backend.address;
  }

  static async open(options: FixtureOptions = {}): Promise<Shop> {
    const backend = await startedBackend(options);
    const shop = new Shop(backend, await DocumentedClient.of(backend.address));
    // Views are filled for the first time: until then they answer 503.
    while ((await shop.api.get('/v1/settled?wait=10')).status !== 200) await sleep(lookMs);
    return shop;
  }

  /** Posts, waits for the answer, and lets all that follows from it settle. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.api.post(path, body, { prefer: 'wait=10', ...headers });
    await this.settled();
    return answer;
  }

  async settled(): Promise<void> {
    const { body } = await this.api.get('/v1/settled?wait=10');
    deepStrictEqual(body, { settled: true, waitingFor: [] });
  }

  async receive(sku: string, quantity: string, node = 'main'): Promise<void> {
    const { status, text } = await this.post(
      `/v1/stock/${node}/${encodeURIComponent(sku)}/receipts`,
      { quantity },
    );
    equal(status, 200, text);
  }

  /** Twenty come in; an order of so many a line is placed, and all of it handed over. */
  async sent(sku: string, ...quantities: readonly string[]): Promise<string> {
    await this.receive(sku, '20');
    const number = await this.place(
      quantities.map((each) => lineOf(sku, each)),
      onAccount,
    );
    await this.post(`/v1/shipments/${number}-S1/dispatch`, {
      carrier: 'dhl',
      tracking: `T-${sku}`,
    });
    return number;
  }

  /** Facts about an order's shipments, one after the other; each is taken. */
  async tell(number: string, facts: readonly object[]): Promise<void> {
    for (const fact of facts) {
      const { status, text } = await this.post(`/v1/orders/${number}/shipments`, fact);
      equal(status, 200, text);
    }
  }

  /** Places an order under a new reference and gives its number. */
  async place(lines: readonly object[], more: object = {}): Promise<string> {
    this.#references += 1;
    const { status, body, text } = await this.post('/v1/orders', {
      channel: 'web',
      channelRef: `R-${this.#references}`,
      currency: 'EUR',
      lines,
      ...more,
    });
    equal(status, 201, text);
    return body.omsNumber;
  }

  async order(number: string): Promise<Body> {
    const { status, body, text } = await this.api.get(`/v1/orders/${number}`);
    equal(status, 200, text);
    return body;
  }

  async stock(sku: string, node = 'main'): Promise<Body> {
    const { body } = await this.api.get(`/v1/stock/${node}/${encodeURIComponent(sku)}`);
    return body;
  }

  /**
   * Ends it. Before that all must have settled, no partition may have halted, and the books must be
   * right: the chain of every log, the invariants of the domain, every view against its log.
   */
  async close(): Promise<void> {
    try {
      await this.settled();
      const { status, text } = await this.api.get('/health');
      equal(status, 200, text);
      const { waitingFor, firstViolations } = await this.backend.verified();
      deepStrictEqual({ waitingFor, firstViolations }, { waitingFor: [], firstViolations: [] });
    } finally {
      await this.backend.stop();
    }
  }
}
