import { answerBlockOf, answerView, rejectedView } from '#runtime';
import type { Answer, AnswerBlock, RejectedDocument, Token } from '#runtime';
import { finalAnswer } from '#services';
import type { Gateway, ServiceName } from '#services';
import type { Refused } from './sink.js';

interface ServicePartition {
  readonly service: ServiceName;
  readonly partition: number;
}
interface Posted {
  readonly id: string;
  readonly offset: number;
}

/** How long a message that met another reference's number may take to find its own. */
const goesOnMsMax = 10_000;
const never = new AbortController().signal;

const refusal = (id: string, { code = 'refused', detail = code, field }: Answer): Refused => ({
  id,
  code,
  detail,
  ...(field === undefined ? {} : { field }),
});

const conflict = (id: string): Refused => ({
  id,
  code: 'place_conflicted',
  detail:
    'as this body came, the order of its reference stood otherwise: the order tells what has ' +
    'become of it',
});

/**
 * What became of rows that were posted, read from the views once all has settled. A row that came
 * before is answered as it was then: a second run tells the same refusals.
 */
export class Outcomes {
  readonly #posted = new Map<string, ServicePartition & { readonly rows: Posted[] }>();

  constructor(private readonly gateway: Gateway) {}

  add(service: ServiceName, { partition, offset }: Token, id: string): void {
    const name = `${service}.${partition}`;
    const known = this.#posted.get(name) ?? { service, partition, rows: [] };
    this.#posted.set(name, known);
    known.rows.push({ id, offset });
  }

  /** Of the rows since the last time. */
  async refused(): Promise<readonly Refused[]> {
    const all: Refused[] = [];
    for (const { rows, ...place } of this.#posted.values()) {
      const blocks = new Map<string, Posted[]>();
      for (const row of rows) {
        const block = answerBlockOf(row.offset);
        const those = blocks.get(block);
        if (those === undefined) blocks.set(block, [row]);
        else those.push(row);
      }
      for (const [block, those] of blocks) all.push(...(await this.#inBlock(place, block, those)));
    }
    this.#posted.clear();
    return all;
  }

  async #inBlock(
    { service, partition }: ServicePartition,
    block: string,
    rows: readonly Posted[],
  ): Promise<readonly Refused[]> {
    const views = this.gateway.views[service];
    const stored = (await views.get(answerView, block, partition)) as AnswerBlock | undefined;
    const found: Refused[] = [];
    for (const { id, offset } of rows) {
      const place = { service, partition };
      // What an inbox could not read at all has no answer, but is rejected.
      const answer = stored?.answers[String(offset)] ?? (await this.#rejected(place, offset));
      if (answer === undefined) continue;
      const refused = await this.#refusedIn(place, id, answer);
      if (refused !== undefined) found.push(refused);
    }
    return found;
  }

  async #refusedIn(
    { service, partition }: ServicePartition,
    id: string,
    answer: Answer,
  ): Promise<Refused | undefined> {
    const first =
      answer.outcome === 'unchanged' && answer.first !== undefined
        ? await this.#first({ service, partition }, answer.first)
        : undefined;
    const own = first ?? answer;
    const last =
      own.goesOn === undefined
        ? own
        : ((await finalAnswer(this.gateway, own, goesOnMsMax, never)) ?? own);
    if (last.outcome === 'rejected') return refusal(id, last);
    return last.types?.includes('order.place-conflicted') === true ? conflict(id) : undefined;
  }

  /** Answers are kept for a day, refusals for ever. */
  async #first(
    { service, partition }: ServicePartition,
    offset: number,
  ): Promise<Answer | undefined> {
    return (
      (await this.gateway.views[service].answer({ service, partition, offset })) ??
      this.#rejected({ service, partition }, offset)
    );
  }

  async #rejected(
    { service, partition }: ServicePartition,
    offset: number,
  ): Promise<Answer | undefined> {
    const id = `${service}:${partition}:${offset}`;
    const found = await this.gateway.views[service].get(rejectedView, id, partition);
    return found && { ...(found as RejectedDocument), outcome: 'rejected' };
  }
}
