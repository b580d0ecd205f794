/** Calls the API as a patient client does: what is answered 503 is asked again. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const patientMs = 60_000;

export class Caller {
  /** Answers that no client may get: 5xx but 503 with Retry-After. */
  readonly violations: string[] = [];
  /** Connections that broke under a request: where a process was killed, and nowhere else. */
  readonly cutOff: string[] = [];
  #at = 0;

  /** Addresses that stand for one API: the next one is asked where one does not answer. */
  constructor(private readonly apis: readonly string[]) {}

  async send(method: string, path: string, body?: object, wait?: number): Promise<Answer> {
    const headers = {
      'content-type': 'application/json',
      ...(wait === undefined ? {} : { prefer: `wait=${wait}` }),
    };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    for (const until = performance.now() + patientMs; performance.now() < until;) {
      const answer = await this.#once(path, { method, headers, ...text });
      if (answer !== undefined && answer.status < 500) return answer;
      await pause(50);
    }
    throw new Error(`${method} ${path}: no answer within ${patientMs} ms`);
  }

  async #once(path: string, asked: RequestInit): Promise<Answer | undefined> {
    const api = this.apis[this.#at % this.apis.length] ?? '';
    try {
      const response = await fetch(`${api}${path}`, asked);
      const body = (await response.json()) as Answer['body'];
      const answer = {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        body,
      };
      const isReported = answer.status === 503 && answer.retryAfter !== null;
      if (answer.status >= 500 && !isReported) {
        this.violations.push(`${path}: ${answer.status} ${JSON.stringify(body)}`);
      }
      return answer;
    } catch (error) {
      // A server that is gone refuses; the next one is asked.
      const { cause } = error as { readonly cause?: unknown };
      const reason = String(cause ?? error);
      if (!reason.includes('ECONNREFUSED')) this.cutOff.push(`${path}: ${reason}`);
      this.#at += 1;
      return undefined;
    }
  }
}
