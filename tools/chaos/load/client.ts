/** Asks the API as a patient client does, and keeps what it acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Acknowledged } from '../checker/ledger.js';

const patientMs = 90_000;
const answerMsMax = 20_000;
const retryMs = 100;
const violationsMax = 20;

interface Body {
  readonly token?: string;
  readonly omsNumber?: string;
  readonly outcome?: string;
  readonly events?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
}

export interface Asked extends Pick<Acknowledged, 'kind' | 'id'> {
  readonly path: string;
  readonly body: object;
  /** Of its record; the OMS number of the answer where it is left out. */
  readonly key?: string;
  /** Seconds to wait for what becomes of it. */
  readonly wait?: number;
  readonly idempotencyKey?: string;
}

export class Client {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that no client may get. */
  readonly violations: string[] = [];
  /** Requests that were tried again, by why; and those that were left in the end. */
  readonly again = new Map<string, number>();
  /** Answers of 4xx: the business refused. */
  refused = 0;
  givenUp = 0;
  #turn = 0;

  constructor(private readonly apis: readonly string[]) {}

  /** By the next instance each time, until it is answered; undefined where nobody did in time. */
  async post(asked: Asked): Promise<Answer | undefined> {
    const postedAtMs = Date.now();
    for (const until = performance.now() + patientMs; performance.now() < until;) {
      const answer = await this.#once(asked);
      if (answer !== undefined) {
        this.#keep(asked, answer, postedAtMs);
        return answer;
      }
      await pause(retryMs);
    }
    this.givenUp += 1;
    return undefined;
  }

  async #once({ path, body, wait, idempotencyKey }: Asked): Promise<Answer | undefined> {
    this.#turn += 1;
    const api = this.apis[this.#turn % this.apis.length] ?? '';
    try {
      const response = await fetch(`${api}/v1${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(wait === undefined ? {} : { prefer: `wait=${wait}` }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerMsMax),
      });
      const answer = { status: response.status, body: (await response.json()) as Body };
      if (answer.status < 500) return answer;
      const isLater = answer.status === 503 && response.headers.has('retry-after');
      if (!isLater && this.violations.length < violationsMax) {
        this.violations.push(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      this.#later(`${answer.status}`);
    } catch (error) {
      this.#later(whyOf(error));
    }
    return undefined;
  }

  #later(why: string): void {
    this.again.set(why, (this.again.get(why) ?? 0) + 1);
  }

  #keep({ kind, id, key }: Asked, { status, body }: Answer, postedAtMs: number): void {
    const { token, omsNumber, outcome, events } = body;
    if (status >= 400) this.refused += 1;
    if (token === undefined) return;
    const told = outcome === 'accepted' ? events : undefined;
    this.acknowledged.push({ kind, id, key: key ?? omsNumber ?? '', token, postedAtMs, told });
  }
}

/** The code that the system gives, else the name of the error. */
const whyOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : String(cause);
};
