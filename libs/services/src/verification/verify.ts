import type { Generations, Log } from '#ports';
import { eventsTopic } from '#runtime';
import type { ChainCounts } from '#runtime';
import type { OnProgress } from '../gateway.js';
import { Between } from '../invariants/between.js';
import { ofEach, serviceModules, serviceNames } from '../register.js';
import type { ServiceName } from '../register.js';
import { noCounts } from './counts.js';
import { InboxEnds } from './inbox-ends.js';
import { MessagesBetween } from './messages-between.js';
import { proveService } from './log-proof.js';
import type { Proof } from './log-proof.js';
import { Passing } from './passing.js';

export interface Verification {
  /** Of each service, aggregates that something has happened to. */
  readonly aggregates: Readonly<Record<ServiceName, number>>;
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
   * What is still on its way, in words: while anything is, the invariants between services wait.
   * Whoever looks several times calls `again` before each further look: what comes after the last
   * one is then found, and what came before is no reason to wait.
   */
  readonly waitingFor: (again: () => Promise<void>) => Promise<readonly string[]>;
  /** Records passed, records that stood in the logs at the beginning. */
  readonly onProgress?: OnProgress;
}

/** So many violations, or reasons to wait, are told in words. */
const toldMax = 20;

/**
 * Reads all logs from offset 0 and believes nothing else: chains, digests, versions, the
 * invariants of the domain, and every view against a fold of its own. Writes nothing.
 */
export const verify = async (verifying: Verifying): Promise<Verification> => {
  const { logs, generations } = verifying;
  const found = new Violations();
  const violated = (text: string): void => found.add(text);
  const between = new Between();
  const messages = new MessagesBetween(
    logs(eventsTopic(serviceNames[0] ?? '')).partitions,
    violated,
  );
  const passing = new Passing(verifying.onProgress);
  const ends = new InboxEnds(logs);
  const note = (): Promise<void> => ends.note();
  await note();
  const before = await verifying.waitingFor(note);
  await passing.begin(logs);
  const proofs = new Map<ServiceName, Proof>();
  for (const { name, open } of serviceModules) {
    const reading = { logs, generations, between, messages, passing, violated };
    proofs.set(name, await open((inside) => proveService(inside, reading)));
  }
  const each = [...proofs.values()];
  const onTheWay = [...before, ...(await ends.grown()), ...each.flatMap(({ moving }) => moving)];
  messages.compare(onTheWay.length === 0);
  if (onTheWay.length === 0) between.compare(violated);
  const waitingFor = [...onTheWay, ...each.flatMap(({ unlike }) => unlike)].slice(0, toldMax);
  const aggregates = ofEach(({ name }) => proofs.get(name)?.aggregates ?? 0);
  return {
    aggregates,
    orders: aggregates.orders,
    skus: aggregates.inventory,
    documents: each.reduce((sum, { documents }) => sum + documents, 0),
    counts: ofEach(({ name }) => proofs.get(name)?.counts ?? noCounts()),
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
