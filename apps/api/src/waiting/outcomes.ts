import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from '#runtime';
import { finalAnswer } from '#services';
import type { Gateway } from '#services';
import { gatewayToken } from '../gateway.js';
import { refusalOf } from '../refusals/recorded.js';
import { Halts } from './halts.js';
import type { Patience, PostToken } from './patience.js';
import { slicesOf, Turns } from './turns.js';
import { waits } from './waits.js';

export interface CommandOutcome {
  readonly answer: Answer;
  /**
   * Which inbox record the answer is of: the first one, where the command was repeated. Not known
   * where the message went on to another number.
   */
  readonly at?: Pick<PostToken, 'partition' | 'offset'>;
}

/** So many answers are read in one turn. */
const answersAtOnceMax = 16;

/** The last post of each partition: who has passed it has passed those before. */
export const farthest = (tokens: readonly PostToken[]): readonly PostToken[] => {
  const found = new Map<string, PostToken>();
  for (const token of tokens) {
    const place = `${token.service}.${token.partition}`;
    const known = found.get(place);
    if (known === undefined || known.offset < token.offset) found.set(place, token);
  }
  return [...found.values()];
};

/** Hears what became of posts, and waits for it. */
@Injectable()
export class Outcomes {
  readonly #turns = new Turns();

  constructor(
    @Inject(gatewayToken) private readonly gateway: Gateway,
    @Inject(Halts) private readonly halts: Halts,
  ) {}

  /**
   * What became of a post of this tenant; of another tenant's it tells no more than of one that is
   * forgotten. Undefined: the view has not come that far in time; where it cannot,
   * `partition_halted` is thrown. A duplicate is answered as the first was; a message whose number
   * is another reference's as it ends under its own, or, where that is not known in time, by the
   * collision.
   */
  async of(
    tenant: string,
    token: PostToken,
    patience: Patience,
  ): Promise<CommandOutcome | undefined> {
    const until = performance.now() + patience.waitMs;
    if (!(await this.#shown([token], patience))) return undefined;
    return this.#found(tenant, token, until, patience.signal);
  }

  /** Whether the views show all of these posts in time; throws where what would has halted. */
  #shown(tokens: readonly PostToken[], { waitMs, signal }: Patience): Promise<boolean> {
    return this.halts.waited(farthest(tokens), waitMs, (ms) =>
      this.#reached(tokens, { waitMs: ms, signal }),
    );
  }

  /** Whether the views show all of these posts. */
  async #reached(tokens: readonly PostToken[], patience: Patience): Promise<boolean> {
    return waits.within(patience, async ({ waitMs, signal }) => {
      const reached = await Promise.all(
        farthest(tokens).map((token) =>
          this.gateway.views[token.service].reached(token, waitMs, signal),
        ),
      );
      return !reached.includes(false);
    });
  }

  async #found(
    tenant: string,
    token: PostToken,
    until: number,
    signal: AbortSignal,
  ): Promise<CommandOutcome> {
    const found = await this.#recorded(token);
    const { answer: recorded } = found;
    if (recorded !== forgotten && recorded.tenant !== tenant) return { answer: forgotten };
    if (found.answer.goesOn === undefined) return found;
    const leftMs = Math.max(0, until - performance.now());
    const answer = await finalAnswer(this.gateway, found.answer, leftMs, signal);
    return answer === undefined ? found : { answer };
  }

  async #recorded(token: PostToken): Promise<CommandOutcome> {
    const views = this.gateway.views[token.service];
    const answer = (await views.answer(token)) ?? forgotten;
    if (answer.outcome !== 'unchanged') return { answer, at: token };
    const at = { ...token, offset: answer.first ?? token.offset };
    const first = answer.first === undefined ? undefined : await views.answer(at);
    return { answer: first ?? answer, at };
  }

  /** Whether the views show all of these posts now. */
  async passed(tokens: readonly PostToken[]): Promise<boolean> {
    return this.#reached(tokens, { waitMs: 0, signal: new AbortController().signal });
  }

  /**
   * What all of these posts led to, once the views show it; a recorded refusal is thrown. One wait
   * for each partition, side by side; the answers are read in turns with those of others.
   */
  async ofAll(
    tenant: string,
    tokens: readonly PostToken[],
    patience: Patience,
  ): Promise<readonly CommandOutcome[] | undefined> {
    const { waitMs, signal } = patience;
    const until = performance.now() + waitMs;
    if (!(await this.#shown(tokens, patience))) return undefined;
    const read = (slice: readonly PostToken[]): Promise<readonly CommandOutcome[]> =>
      Promise.all(slice.map((token) => this.#found(tenant, token, until, signal)));
    const outcomes: CommandOutcome[] = [];
    for (const slice of slicesOf(tokens, answersAtOnceMax)) {
      if (signal.aborted) return undefined;
      const isShort = tokens.length <= answersAtOnceMax;
      const answers = isShort ? read(slice) : this.#turns.take(() => read(slice));
      outcomes.push(...(await answers));
    }
    const refused = outcomes.find(({ answer }) => answer.outcome === 'rejected');
    if (refused !== undefined) throw refusalOf(refused.answer);
    return outcomes;
  }
}

/** The view keeps answers for a day: what is older has long been shown. */
const forgotten: Answer = { outcome: 'unchanged', tenant: '', key: null };
