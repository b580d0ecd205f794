/** One view over memory ports, with what a spec asks of it. */
import type { ApplyOutcome, Generations, Projections, ViewBatch } from '#ports';
import { memoryGenerations, memoryLog, seededRandom, virtualClock } from '#simulation';
import { beginning } from '../src/log/acceptance.js';
import { runProjector } from '../src/views/projector.js';
import type { ProjectorStatus } from '../src/views/projector.js';
import { accountsView, began, History } from './history.js';

export const eventsLog = (partitions = 1, clock = virtualClock(began)) =>
  memoryLog({ topic: 'oms.ledger.events', partitions, clock, appendBytesMax: 8_388_608 });

/** Generations whose batches a spec may watch, and answer in their place. */
export const watched = (
  inner: Generations,
  meet: (batch: ViewBatch, partition: number, generation: number) => ApplyOutcome | undefined,
): Generations => ({
  ...inner,
  open: async (service, generation, partitions): Promise<Projections> => {
    const opened = await inner.open(service, generation, partitions);
    return {
      ...opened,
      apply: async (partition, batch) =>
        meet(batch, partition, generation) ?? opened.apply(partition, batch),
    };
  },
});

export class Projecting {
  readonly clock = virtualClock(began);
  readonly random = seededRandom(3);
  readonly log;
  readonly histories: readonly History[];
  generations: Generations = memoryGenerations();
  view = accountsView;

  constructor(readonly partitions = 1) {
    this.log = eventsLog(partitions, this.clock);
    this.histories = Array.from({ length: partitions }, (_, at) => new History(this.log, at));
  }

  get history(): History {
    const [history] = this.histories;
    if (history === undefined) throw new Error('no partition');
    return history;
  }

  views(generation = 1): Promise<Projections> {
    return this.generations.open('ledger', generation, this.partitions);
  }

  /** Begins a projector of one partition. */
  async project(partition = 0, projections?: Projections, untilEnd = false) {
    const status: ProjectorStatus = { position: beginning, superseded: 0 };
    const stopping = new AbortController();
    const { view, log, clock, random } = this;
    const ended = runProjector(
      {
        view,
        log,
        projections: projections ?? (await this.views()),
        clock,
        random,
        partition,
        status,
        untilEnd,
      },
      stopping.signal,
    );
    return {
      status,
      ended,
      stop: async (): Promise<void> => {
        stopping.abort();
        await ended;
      },
    };
  }

  async shown(key: string, partition = 0, view = 'account'): Promise<object | undefined> {
    return (await this.views()).get(partition, view, key);
  }
}
