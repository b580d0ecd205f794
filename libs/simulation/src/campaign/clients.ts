import type { Message } from '#kernel';
import type { LogRecord } from '#ports';
import { ViewQueries, ViewsUnavailable } from '#runtime';
import type { Answer, Poster, PostOutcome, Token } from '#runtime';
import { channelTopic, moduleNamed, ofEach } from '#services';
import type { ServiceName } from '#services';
import type { SimulatedPorts } from '../simulated-ports.js';
import type { Code } from '../simulated-process.js';
import type { Notebook } from './notebook.js';
import type { OnViolation } from './violations.js';
import { tenant } from './drawing.js';
import type { Act, Posted, Published } from './drawing.js';

const pollMs = 700;
const patienceMs = 20;
/** So often a client looks for its answer before it posts the same again under the same id. */
const looksMax = 8;

/** What a client has of the world besides its ports. */
export interface ClientSide {
  readonly partitions: number;
  readonly notebook: Notebook;
  /** How often a view has fallen back: then an answer may be gone that was there. */
  readonly viewsLost: () => number;
  readonly violated: OnViolation;
}

type Posters = Readonly<Record<ServiceName, Poster<Message>>>;

/** Posts its acts until each is answered, with retries, repeats, and its answers read back. */
export const client =
  (acts: readonly Act[], side: ClientSide): Code =>
  async (ports, signal) => {
    const own = { logs: ports.log, clock: ports.clock, random: ports.random };
    const posters: Posters = ofEach((each) => each.poster(own, signal));
    const views = ofEach(
      ({ name }) => new ViewQueries(name, side.partitions, ports.generations, ports.clock),
    );
    const visitor = new Visitor(ports, posters, views, side, signal);
    const phases = [...new Set(acts.map(({ phase }) => phase))].toSorted((a, b) => a - b);
    for (const phase of phases) {
      await visitor.waitFor(phase);
      await Promise.all(
        acts.filter((act) => act.phase === phase).map((act) => visitor.perform(act)),
      );
    }
  };

class Visitor {
  constructor(
    private readonly ports: SimulatedPorts,
    private readonly posters: Posters,
    private readonly views: Readonly<Record<ServiceName, ViewQueries>>,
    private readonly side: ClientSide,
    private readonly signal: AbortSignal,
  ) {}

  async waitFor(phase: number): Promise<void> {
    while (this.side.notebook.phase < phase && !this.signal.aborted) await this.#sleep(pollMs);
  }

  async perform(act: Act): Promise<void> {
    const { notebook } = this.side;
    const entry = notebook.entry(act.id);
    if (entry.done) return;
    await this.ports.clock.wakeAt(notebook.phaseBegan + act.afterMs, this.signal);
    const { message } = act;
    if (message.kind === 'published') await this.#publish(act.id, message);
    else await this.#converse(act, message);
    // One that was told to end knows nothing of what it did not see.
    if (!this.signal.aborted) entry.done = true;
  }

  /** A publisher that was not told whether it worked publishes again. */
  async #publish(id: string, { type, body }: Published): Promise<void> {
    const log = this.ports.log(channelTopic);
    const partition = id.length % log.partitions;
    const record: LogRecord = {
      key: id,
      value: new TextEncoder().encode(body),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: id,
        ce_type: type,
        ce_source: 'https://shop.example',
      },
    };
    while (!this.signal.aborted) {
      if ((await log.append(partition, [record])).kind === 'appended') return;
      await this.#sleep(pollMs);
    }
  }

  async #converse(act: Act, message: Posted): Promise<void> {
    const { tokens } = this.side.notebook.entry(act.id);
    while (!this.signal.aborted) {
      const outcome = await this.#post(act.id, message);
      if (outcome.kind !== 'posted') {
        await this.#sleep(pollMs);
        continue;
      }
      tokens.push(outcome.token);
      for (let looks = 0; looks < looksMax && !this.signal.aborted; looks += 1) {
        const answer = await this.#answer(message, outcome.token, act.patient).catch(away);
        if (answer !== undefined) {
          this.side.notebook.entry(act.id).answered = { token: outcome.token, answer };
          return;
        }
        await this.#sleep(pollMs);
      }
    }
  }

  #post(id: string, { service, key, number, command }: Posted): Promise<PostOutcome> {
    const address = number === undefined ? { key, tenant } : { key, tenant, number };
    return this.posters[service].post({ ...address, id, from: '/oms/edge', command });
  }

  /** Read your writes: once the view has passed the token, it has the answer and what it names. */
  async #answer({ service }: Posted, token: Token, patient: boolean): Promise<Answer | undefined> {
    const view = this.views[service];
    const lost = this.side.viewsLost();
    const reached = await view.reached(token, patient ? patienceMs : 0, this.signal);
    if (!reached) return undefined;
    const answer = await view.answer(token);
    const shown =
      answer?.outcome === 'accepted' && answer.key !== null
        ? await view.get(moduleNamed(service).document, answer.key)
        : undefined;
    if (this.side.viewsLost() !== lost) return answer;
    const place = `${service}/${token.partition}:${token.offset}`;
    if (answer === undefined) this.side.violated('read-your-writes', `no answer for ${place}`);
    else if (answer.outcome === 'accepted' && shown === undefined) {
      const text = `${place} was accepted, ${String(answer.key)} is not there`;
      this.side.violated('read-your-writes', text);
    }
    return answer;
  }

  #sleep(ms: number): Promise<void> {
    return this.ports.clock.wakeAt(this.ports.clock.now() + ms, this.signal);
  }
}

/** Views that are being filled answer nobody: he asks again. */
const away = (error: unknown): undefined => {
  if (!(error instanceof ViewsUnavailable)) throw error;
  return undefined;
};
