/**
 * Buyers who place orders over HTTP without a pause, hold each one, and read what they wrote: the
 * load under which services are killed, stopped and replaced.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface Bought {
  readonly omsNumber: string;
  readonly ref: string;
  /** 201 with its state, or 202 with a token alone. */
  readonly decided: boolean;
}

export interface Purchases {
  readonly bought: readonly Bought[];
  /** Answers 503 with Retry-After, by the reason they gave; each was tried again. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Connections that nobody took; each was tried again at the next address. */
  readonly refused: number;
  /** Requests whose connection broke before the answer was whole, by why; tried again as well. */
  readonly broken: readonly string[];
  /** What should not have happened, in words. */
  readonly violations: readonly string[];
  /** From first to last answer of one order, milliseconds, the longest. */
  readonly longestMs: number;
}

export interface BuyersWanted {
  readonly apis: readonly string[];
  readonly count: number;
  readonly skus: readonly string[];
  /** Before each reference, so that several loads do not meet. */
  readonly run: string;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly omsNumber?: string;
    readonly token?: string;
    readonly code?: string;
    readonly detail?: string;
    readonly channelRef?: string;
    readonly attention?: { readonly holds: readonly string[] };
  };
}

const answerMsMax = 60_000;
const retryMs = 100;
const violationsMax = 20;

/** Starts to buy; the function that it gives ends it and tells what came of it. */
export const startBuyers = (wanted: BuyersWanted): (() => Promise<Purchases>) => {
  const crowd = new Crowd(wanted);
  const work = Array.from({ length: wanted.count }, (_, at) => crowd.buy(at));
  return async () => {
    crowd.over = true;
    await Promise.all(work);
    return crowd.purchases();
  };
};

class Crowd {
  over = false;
  readonly #bought: Bought[] = [];
  readonly #refusals = new Map<string, number>();
  readonly #violations: string[] = [];
  readonly #broken: string[] = [];
  #refused = 0;
  #longestMs = 0;
  #turn = 0;

  constructor(private readonly wanted: BuyersWanted) {}

  purchases(): Purchases {
    return {
      bought: this.#bought,
      refusals: this.#refusals,
      refused: this.#refused,
      broken: this.#broken,
      violations: this.#violations,
      longestMs: this.#longestMs,
    };
  }

  async buy(buyer: number): Promise<void> {
    for (let at = 0; !this.over && this.#violations.length < violationsMax; at += 1) {
      const began = performance.now();
      await this.#one(`${this.wanted.run}-${buyer}-${at}`, at);
      this.#longestMs = Math.max(this.#longestMs, performance.now() - began);
    }
  }

  async #one(ref: string, at: number): Promise<void> {
    const { skus } = this.wanted;
    const waits: Record<string, string> = at % 2 === 0 ? { prefer: 'wait=5' } : {};
    const placed = await this.#ask('POST', '/orders', waits, {
      channel: 'web',
      channelRef: ref,
      currency: 'EUR',
      policy: { releaseOn: 'paid' },
      lines: [
        {
          sku: skus[at % skus.length],
          node: 'main',
          quantity: '1',
          unitPrice: '9.90',
          onShortage: 'backorder',
        },
      ],
    });
    const { omsNumber, token } = placed.body;
    if (![200, 201, 202].includes(placed.status) || omsNumber === undefined) {
      return this.#violation(`placing ${ref}`, placed);
    }
    this.#bought.push({ omsNumber, ref, decided: placed.status !== 202 });
    await this.#reads(omsNumber, token, (body) => body.channelRef === ref, `order of ${ref}`);
    const held = await this.#ask(
      'POST',
      `/orders/${omsNumber}/hold`,
      { 'idempotency-key': `${ref}:hold` },
      { hold: 'fraud', reason: 'looked at by hand' },
    );
    if (![200, 202].includes(held.status)) return this.#violation(`holding ${ref}`, held);
    await this.#reads(
      omsNumber,
      held.body.token,
      ({ attention }) => attention?.holds.includes('fraud') === true,
      `hold of ${ref}`,
    );
  }

  /** `?after=token` at any instance: what was written, or `pending`; never anything older. */
  async #reads(
    omsNumber: string,
    token: string | undefined,
    shows: (body: Answer['body']) => boolean,
    what: string,
  ): Promise<void> {
    const path = `/orders/${omsNumber}?wait=5&after=${token ?? ''}`;
    for (const until = performance.now() + answerMsMax; performance.now() < until;) {
      const read = await this.#ask('GET', path, {});
      if (read.status === 202) continue;
      if (read.status !== 200 || !shows(read.body)) this.#violation(`older than ${what}`, read);
      return;
    }
    this.#violations.push(`${what}: pending for ${answerMsMax} ms`);
  }

  /** Until there is an answer that is not "later": by the next instance each time. */
  async #ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: object,
  ): Promise<Answer> {
    for (const until = performance.now() + answerMsMax; performance.now() < until;) {
      this.#turn += 1;
      const api = this.wanted.apis[this.#turn % this.wanted.apis.length] ?? '';
      try {
        const response = await fetch(`${api}/v1${path}`, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          signal: AbortSignal.timeout(answerMsMax),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = { status: response.status, body: (await response.json()) as Answer['body'] };
        if (answer.status !== 503) return answer;
        this.#later(answer, response.headers.get('retry-after'));
      } catch (error) {
        const why = whyOf(error);
        if (why === 'ECONNREFUSED') this.#refused += 1;
        else this.#broken.push(`${method} ${api}/v1${path}: ${why}`);
      }
      await pause(retryMs);
    }
    return { status: 0, body: { detail: `no answer to ${method} ${path}` } };
  }

  #later(answer: Answer, retryAfter: string | null): void {
    const { code = '', detail = '' } = answer.body;
    if (retryAfter === null) this.#violation('503 without Retry-After', answer);
    const why = `${code}: ${detail}`;
    this.#refusals.set(why, (this.#refusals.get(why) ?? 0) + 1);
  }

  #violation(what: string, { status, body }: Answer): void {
    if (this.#violations.length < violationsMax) {
      this.#violations.push(`${what}: ${status} ${JSON.stringify(body)}`);
    }
  }
}

/** The code that the system gives, else all that is said. */
const whyOf = (error: unknown): string => {
  const cause = isObject(error) && 'cause' in error ? error.cause : error;
  return isObject(cause) && 'code' in cause ? String(cause.code) : String(cause);
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
