/** A TCP proxy that cuts and delays what goes through it, and cuts appends on the way to Kafka. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { AppendCut } from './append-cut.js';
import { Link } from './link.js';

export interface ProxyWanted {
  readonly port: number;
  readonly to: number;
  /** Whether the clients speak Kafka's protocol: else there is no append to cut. */
  readonly kafka: boolean;
}

export class Proxy {
  readonly #links = new Set<Link>();
  readonly #cuts: AppendCut[] = [];
  readonly #done: Record<AppendCut, number> = { before: 0, middle: 0, acknowledgement: 0 };
  #delayMs = 0;

  private constructor(
    private readonly wanted: ProxyWanted,
    private readonly server: Server,
  ) {}

  static async open(wanted: ProxyWanted): Promise<Proxy> {
    const server = createServer({ noDelay: true });
    const proxy = new Proxy(wanted, server);
    server.on('connection', (client) => proxy.#connect(client));
    server.listen(wanted.port, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  #connect(client: Socket): void {
    const link = new Link(client, {
      to: this.wanted.to,
      kafka: this.wanted.kafka,
      delayMs: () => this.#delayMs,
      nextCut: () => this.#nextCut(),
      closed: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }

  #nextCut(): AppendCut | undefined {
    const cut = this.#cuts.shift();
    if (cut !== undefined) this.#done[cut] += 1;
    return cut;
  }

  /** Breaks all connections that there are; how many there were. */
  cut(): number {
    const { size } = this.#links;
    for (const link of this.#links) link.cut();
    return size;
  }

  /** From now on every chunk, of both directions, arrives so much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** The next so many appends that come are cut. */
  cutAppends(cuts: readonly AppendCut[]): void {
    this.#cuts.push(...cuts);
  }

  /** Those that no append came for are forgotten. */
  cutNoMore(): void {
    this.#cuts.length = 0;
  }

  /** Appends that were cut so far. */
  get appendsCut(): Readonly<Record<AppendCut, number>> {
    return { ...this.#done };
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }
}
