import type { Message } from '#kernel';
import type { Generations, Log, Position } from '#ports';
import {
  beginning,
  checkChain,
  endOf,
  eventsTopic,
  foldOf,
  inboxTopic,
  totalRecords,
  ViewCheck,
} from '#runtime';
import type { ChainCounts, View } from '#runtime';
import { stock } from '#inventory';
import type { StockState } from '#inventory';
import { order, standsOutside } from '#orders';
import type { OrderState } from '#orders';
import { shipment } from '#shipping';
import type { ShippingState } from '#shipping';
import { views } from './catalogue.js';
import { serviceNames } from './gateway.js';
import type { ServiceName } from './gateway.js';
import { editInvariants } from './invariants/edits.js';
import { holdInvariant } from './invariants/holds.js';
import { orderIdInvariant, shipmentIdInvariant } from './invariants/ids.js';
import { orderInvariants, ReservationInvariant, stockInvariants } from './invariants/invariants.js';
import { MoneyInvariant } from './invariants/money.js';
import { ShipmentInvariant } from './invariants/parcels.js';
import { returnInvariant } from './invariants/returns.js';
import { StateFold } from './state-fold.js';
import type { Folding } from './state-fold.js';

export interface Verification {
  readonly orders: number;
  readonly skus: number;
  readonly documents: number;
  readonly counts: Readonly<Record<ServiceName, ChainCounts>>;
  /** Everything was proved: it stood still, also the invariants between services, and all views. */
  readonly settled: boolean;
  /**
   * What was on its way, in use, or made by another version, in words, the first few; empty when
   * settled.
   */
  readonly waitingFor: readonly string[];
  /** How many there are, and the first of them in words. */
  readonly violations: number;
  readonly firstViolations: readonly string[];
}

export interface Verifying {
  readonly logs: (topic: string) => Log;
  readonly generations: Generations;
  /**
   * What is still on its way, in words: as long as anything is, the invariants between services wait.
   * Whoever looks several times calls `again` before each further look: what comes after the last
   * one is then found, and what came before is no reason to wait.
   */
  readonly waitingFor: (again: () => Promise<void>) => Promise<readonly string[]>;
  /** Records passed, records that stood in the logs at the beginning. */
  readonly onProgress?: (passed: number, total: number) => void;
}

/** So many violations, or reasons to wait, are told in words. */
const toldMax = 20;
const progressEveryRecords = 1_000;

/**
 * Reads all logs from offset 0 and believes nothing else: chains, digests, versions, the invariants of
 * the domain, and every view against a fold of its own. Writes nothing.
 */
export const verify = async (verifying: Verifying): Promise<Verification> => {
  const found = new Violations();
  const reservations = new ReservationInvariant();
  const shipments = new ShipmentInvariant();
  const money = new MoneyInvariant();
  let [orders, skus] = [0, 0];
  const run = new Run(verifying, found);
  const note = (): Promise<void> => run.noteEnds();
  await note();
  const before = await verifying.waitingFor(note);
  await run.begin();
  await run.service(
    views.orders,
    (violated) =>
      new StateFold(order, violated, {
        outside: standsOutside,
        each: (key, happened, before) => {
          money.take(key, happened, before, violated);
          orderIdInvariant(key, happened, before, violated);
        },
        end: (states: ReadonlyMap<string, OrderState>) => {
          for (const [key, state] of states) {
            orderInvariants(key, state, violated);
            editInvariants(key, state, violated);
            returnInvariant(key, state, violated);
            money.compare(key, state, violated);
            reservations.takeOrder(key, state);
            shipments.takeOrder(state);
            if (state.stage !== 'awaited') orders += 1;
          }
        },
      }),
  );
  await run.service(
    views.inventory,
    (violated) =>
      new StateFold(stock, violated, {
        end: (states: ReadonlyMap<string, StockState>) => {
          for (const [key, state] of states) {
            stockInvariants(key, state, violated);
            reservations.takeStock(key, state);
            skus += 1;
          }
        },
      }),
  );
  await run.service(
    views.shipping,
    (violated) =>
      new StateFold(shipment, violated, {
        each: (key, happened, before) => {
          holdInvariant(key, happened, before, violated);
          shipmentIdInvariant(key, happened, before, violated);
        },
        end: (states: ReadonlyMap<string, ShippingState>) => {
          for (const [key, state] of states) shipments.takeShipments(key, state);
        },
      }),
  );
  const onTheWay = [...before, ...(await run.grown()), ...run.moving];
  if (onTheWay.length === 0) {
    for (const invariant of [reservations, shipments]) invariant.compare((text) => found.add(text));
  }
  const waitingFor = [...onTheWay, ...run.unlike].slice(0, toldMax);
  return {
    orders,
    skus,
    documents: run.documents,
    counts: run.counts(),
    settled: waitingFor.length === 0,
    waitingFor,
    violations: found.count,
    firstViolations: found.first,
  };
};

class Violations {
  count = 0;
  readonly first: string[] = [];

  add(text: string): void {
    this.count += 1;
    if (this.first.length < toldMax) this.first.push(text);
  }
}

class Run {
  documents = 0;
  /** Views that moved on while they were compared: they are in use, and were not judged. */
  readonly moving: string[] = [];
  /** Views that another version of their projections has made: they say other things rightly. */
  readonly unlike: string[] = [];
  readonly #counts = new Map<string, ChainCounts>();
  #inboxEnds: ReadonlyMap<string, number> = new Map();
  #total = 0;
  /** Records of the partitions that are done; and what was told last. */
  #before = 0;
  #told = 0;

  constructor(
    private readonly verifying: Verifying,
    private readonly found: Violations,
  ) {}

  counts(): Readonly<Record<ServiceName, ChainCounts>> {
    const of = (service: ServiceName): ChainCounts => this.#counts.get(service) ?? noCounts();
    return { orders: of('orders'), inventory: of('inventory'), shipping: of('shipping') };
  }

  /** Where the inboxes end: what comes later is told as such. */
  async noteEnds(): Promise<void> {
    this.#inboxEnds = await inboxEnds(this.verifying.logs);
  }

  /** How much there is to read, which is for show alone. */
  async begin(): Promise<void> {
    const { logs, onProgress } = this.verifying;
    if (onProgress === undefined) return;
    for (const service of serviceNames) {
      this.#total += await totalRecords(logs(eventsTopic(service)));
    }
    onProgress(0, this.#total);
  }

  /** Inboxes that others wrote into since: of what followed one service may tell, another not. */
  async grown(): Promise<readonly string[]> {
    const ends = await inboxEnds(this.verifying.logs);
    return [...ends]
      .filter(([inbox, end]) => end !== this.#inboxEnds.get(inbox))
      .map(([inbox]) => `${inbox}: it grew while the logs were read`);
  }

  /** So many records of the partition that is read now; tells it now and then, and at its end. */
  #passed(records: number, atEnd = false): void {
    const passed = this.#before + records;
    if (atEnd) this.#before = passed;
    if (!atEnd && passed - this.#told < progressEveryRecords) return;
    this.#told = passed;
    this.verifying.onProgress?.(passed, this.#total);
  }

  /** The views that answer, where this version has made them. */
  async #comparable<E extends Message>(view: View<E>) {
    const current = await this.verifying.generations.current(view.service);
    if (current === undefined || current.fold === foldOf(view)) return current;
    this.unlike.push(
      `views of ${view.service}: another version has made them, so they were not ` +
        'compared: start this one, which makes them anew, and verify again',
    );
    return undefined;
  }

  async service<E extends Message>(
    view: View<E>,
    folding: (violated: (text: string) => void) => Folding<E> | undefined,
  ): Promise<void> {
    const { logs, generations } = this.verifying;
    const log = logs(eventsTopic(view.service));
    const inbox = logs(inboxTopic(view.service));
    const current = await this.#comparable(view);
    const stored =
      current && (await generations.open(view.service, current.generation, log.partitions));
    const violated = (text: string): void => this.found.add(text);
    const sums = noCounts();
    for (let partition = 0; partition < log.partitions; partition += 1) {
      const states = folding(violated);
      const cursor = await stored?.cursor(partition);
      const check = stored && new ViewCheck(view, cursor);
      const { counts, violations, position } = await checkChain(
        view,
        log,
        partition,
        (cause, at) => {
          states?.take(cause);
          check?.take(cause, at);
          this.#passed(at.offset);
        },
      );
      violations.forEach(violated);
      // Asked behind the answers: others may ask and answer meanwhile.
      const inboxEnd = await endOf(inbox, partition);
      if (position.cause >= inboxEnd) {
        violated(
          `${log.topic}/${partition}: answers up to ${position.cause}, ` +
            `but the inbox ends at ${inboxEnd}`,
        );
      }
      states?.end();
      const differences: string[] = [];
      if (stored !== undefined && check !== undefined) {
        await check.compare(stored, partition, (text) => {
          differences.push(text);
        });
        if (sameFold(await stored.cursor(partition), cursor)) {
          differences.forEach((text) => violated(`${view.service}/${partition}: ${text}`));
          this.documents += check.documents;
        } else {
          this.moving.push(`view of ${log.topic}/${partition}: it moved on while it was compared`);
        }
      }
      add(sums, counts);
      this.#passed(counts.records, true);
    }
    this.#counts.set(view.service, sums);
  }
}

/** By `topic/partition`, of all services. */
const inboxEnds = async (logs: Verifying['logs']): Promise<ReadonlyMap<string, number>> => {
  const ends = new Map<string, number>();
  for (const service of serviceNames) {
    const inbox = logs(inboxTopic(service));
    for (let partition = 0; partition < inbox.partitions; partition += 1) {
      ends.set(`${inbox.topic}/${partition}`, await endOf(inbox, partition));
    }
  }
  return ends;
};

/** By what was folded: a view that has passed the record of a new term says what it said before. */
const sameFold = (one: Position = beginning, other: Position = beginning): boolean =>
  one.digest === other.digest;

const noCounts = (): ChainCounts => ({
  records: 0,
  accepted: 0,
  superseded: 0,
  terms: 0,
  causes: 0,
  rejected: 0,
  unchanged: 0,
});

const add = (sums: ChainCounts, counts: ChainCounts): void => {
  sums.records += counts.records;
  sums.accepted += counts.accepted;
  sums.superseded += counts.superseded;
  sums.terms += counts.terms;
  sums.causes += counts.causes;
  sums.rejected += counts.rejected;
  sums.unchanged += counts.unchanged;
};
