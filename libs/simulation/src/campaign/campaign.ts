import type { OrderRow } from '#orders';
import { inboxTopic, settledNow } from '#runtime';
import type { Settling } from '#runtime';
import { serviceNames, settlingOf } from '#services';
import { dice } from '../dice.js';
import { noFaults } from '../faults.js';
import type { Fault } from '../faults.js';
import { createWorld } from '../world.js';
import type { World } from '../world.js';
import { client } from './clients.js';
import { checkEnding, checkStores, rowsOf } from './ending.js';
import { Notebook } from './notebook.js';
import { Violations } from './violations.js';
import type { Violation } from './violations.js';
import { Overseer } from './overseer.js';
import type { Heard } from './overseer.js';
import { Deployment } from './deployment.js';
import type { Tampering } from './deployment.js';
import { scenarioOf } from './scenario.js';
import type { Scenario } from './scenario.js';

export interface CampaignOptions {
  /** Breaks something on purpose, to see that it is found. */
  readonly tampering?: Tampering;
  readonly trace?: (line: string) => void;
  /** Hears every event that was accepted, by the service whose log has it. */
  readonly heard?: Heard;
}

export interface CampaignResult {
  readonly seed: number;
  /** Empty where every invariant held. */
  readonly violations: readonly Violation[];
  /** Digest of all that happened: the same for the same seed and code. */
  readonly history: string;
  readonly steps: number;
  readonly faults: ReadonlyMap<Fault, number>;
  /** Records that stand in the logs and count for nothing: of deposed writers, and copies. */
  readonly superseded: number;
  /** How often each type of event was accepted. */
  readonly types: ReadonlyMap<string, number>;
  readonly rows: readonly OrderRow[];
}

const faultStepsMin = 1_500;
const faultStepsMax = 2_500;
const healStepsMax = 30_000;
const lookAtSettlingSteps = 40;
/** One record in so many comes again in the end, and must be known. */
const repeatedEach = 4;
const redrivesMax = 2;

/**
 * One seed: a scenario, its troubles, and the peace after them. Runs the real services on the real
 * runtime; stops at the first step that breaks an invariant.
 */
export const runCampaign = async (
  seed: number,
  options: CampaignOptions = {},
): Promise<CampaignResult> => {
  const scenario = scenarioOf(seed);
  const run = new Run(scenario, options);
  const result = await run.toTheEnd();
  if (!scenario.raceFree || result.violations.length > 0) return result;
  const calm = await new Run({ ...scenario, faults: noFaults }, {}).toTheEnd();
  if (calm.violations.length > 0) return { ...result, violations: calm.violations };
  const different = calm.rows.findIndex(
    (row, at) => JSON.stringify(row) !== JSON.stringify(result.rows[at]),
  );
  if (different < 0 && calm.rows.length === result.rows.length) return result;
  const text =
    `without troubles ${JSON.stringify(calm.rows[different])}, ` +
    `with them ${JSON.stringify(result.rows[different])}`;
  return { ...result, violations: [{ invariant: 'same-rows', text }] };
};

class Run {
  readonly #violations = new Violations();
  readonly #world: World;
  readonly #deployment: Deployment;
  readonly #overseer: Overseer;
  readonly #notebook: Notebook;
  readonly #settling: Settling;

  constructor(
    private readonly scenario: Scenario,
    { tampering = {}, trace, heard }: CampaignOptions,
  ) {
    const { seed, partitions, start, faults, clients } = scenario;
    const { violated } = this.#violations;
    this.#world = createWorld(seed, {
      partitions,
      start,
      faults,
      ...(trace === undefined ? {} : { trace }),
    });
    const world = this.#world;
    this.#deployment = new Deployment({ world, scenario, violated, tampering });
    const { authors } = this.#deployment;
    this.#overseer = new Overseer({ world, scenario, authors, violated, heard });
    this.#notebook = new Notebook(clients.flat(), start);
    const { generations, positions } = world;
    const logs = (topic: string) => world.log(topic);
    this.#settling = settlingOf({ logs, generations, positions });
  }

  async toTheEnd(): Promise<CampaignResult> {
    this.#start();
    await this.#withFaults();
    if (this.#holds) await checkStores(this.#about, ['the end of the trouble']);
    await this.#peace();
    return {
      seed: this.scenario.seed,
      violations: this.#violations.found,
      history: this.#world.history(),
      steps: this.#world.steps,
      faults: this.#world.faults,
      superseded: this.#overseer.superseded,
      types: this.#overseer.types,
      rows: this.#holds ? await rowsOf(this.#about) : [],
    };
  }

  get #holds(): boolean {
    return this.#violations.found.length === 0;
  }

  get #about() {
    return {
      world: this.#world,
      scenario: this.scenario,
      overseer: this.#overseer,
      notebook: this.#notebook,
      violated: this.#violations.violated,
    };
  }

  #start(): void {
    const { clients, partitions } = this.scenario;
    this.#deployment.start();
    const side = {
      partitions,
      notebook: this.#notebook,
      violated: this.#violations.violated,
      viewsLost: () => this.#world.viewsLost,
    };
    for (const [index, acts] of clients.entries()) {
      this.#world.process(`client-${index}`, client(acts, side));
    }
  }

  /** Faults as drawn, until the clients are done or have been troubled for long enough. */
  async #withFaults(): Promise<void> {
    const calm = this.scenario.faults === noFaults;
    for (let step = 0; step < faultStepsMax && this.#holds; step += 1) {
      if (this.#acted && (calm || step >= faultStepsMin)) return;
      await this.#step();
    }
  }

  /** No more faults: everything must come to rest, be known when it comes again, and add up. */
  async #peace(): Promise<void> {
    if (!this.#holds) return;
    this.#world.calm();
    this.#deployment.replace();
    if (!(await this.#settled())) return;
    await this.#comeAgain();
    if (!(await this.#settled())) return;
    await checkEnding(this.#about);
    for (const { process, error } of this.#world.failures) {
      this.#violations.violated('no-failure', `${process}: ${String(error)}`);
    }
  }

  get #acted(): boolean {
    return this.#notebook.rests && this.#notebook.phase >= this.scenario.phases - 1;
  }

  async #step(): Promise<boolean> {
    const more = await this.#world.step();
    await this.#overseer.look();
    if (this.#world.steps % lookAtSettlingSteps === 0) await this.#turnPage();
    return more;
  }

  /** The next phase begins when everything of this one has settled. */
  async #turnPage(): Promise<void> {
    const [stale] = this.#deployment.stale;
    if (stale !== undefined) this.#violations.violated('no-stale-view', stale);
    if (!this.#notebook.rests || this.#acted) return;
    if ((await settledNow(this.#settling)).settled) this.#notebook.next(this.#world.time);
  }

  /** Nothing is on its way, waited for or due any more. */
  async #settled(): Promise<boolean> {
    const { lastDeadline } = this.scenario;
    for (let step = 0; step < healStepsMax && this.#holds; step += 1) {
      if (!(await this.#step())) break;
      if (step % lookAtSettlingSteps !== 0 || !this.#acted || this.#world.late > 0) continue;
      if (this.#world.time < lastDeadline) continue;
      if (this.#overseer.books.due(this.#world.time).length > 0) continue;
      if ((await settledNow(this.#settling)).settled) return true;
    }
    if (this.#holds) await this.#complain();
    return false;
  }

  async #complain(): Promise<void> {
    const { waitingFor } = await settledNow(this.#settling);
    const due = this.#overseer.books.due(this.#world.time);
    const undone = this.#notebook.acts.filter(({ id }) => !this.#notebook.entry(id).done);
    const acts = undone.map(({ id }) => `client's ${id}`);
    this.#violations.violated('settles', [...waitingFor, ...due, ...acts].slice(0, 6).join('; '));
  }

  /** Old messages once more, word for word, and rejected ones driven again. */
  async #comeAgain(): Promise<void> {
    const chance = dice(this.scenario.seed);
    for (const service of serviceNames) {
      const inbox = this.#world.log(inboxTopic(service));
      for (const [partition, { answers }] of this.#overseer.watches[service].entries()) {
        const read = await inbox.read(partition, 0, { records: 1e6, bytes: 1e9 });
        const records = read.kind === 'read' ? read.slice.records : [];
        const again = records.filter(() => chance.below(repeatedEach) === 0);
        for (const record of again) await inbox.append(partition, [record]);
        const rejected = answers.flatMap(({ kind }, offset) =>
          kind === 'rejected' ? [offset] : [],
        );
        for (const offset of rejected.slice(0, redrivesMax)) {
          await this.#redrive(`${service}:${partition}:${offset}`);
        }
      }
    }
  }

  async #redrive(id: string): Promise<void> {
    const { backend } = this.#deployment;
    if (backend === undefined) return;
    let outcome: string | undefined;
    const redrive = async (): Promise<void> => {
      outcome = (await backend.redrive(id)).kind;
    };
    void redrive();
    await this.#world.run(() => outcome !== undefined, healStepsMax);
    if (outcome !== 'posted') this.#violations.violated('redriven', `${id}: ${String(outcome)}`);
  }
}
