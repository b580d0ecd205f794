import type { Clock, Generations, Log, Positions, Projections } from '#ports';
import type { Token } from './token.js';

/** What has to stand still, named by data alone: any process can ask. */
export interface SettlingService {
  readonly service: string;
  readonly inbox: Log;
  readonly events: Log;
  /** Readers of other logs (and of the own) that post into this inbox, and where they keep their place. */
  readonly intakes: readonly { readonly positionName: string; readonly source: Log }[];
}

export interface Settling {
  readonly services: readonly SettlingService[];
  readonly positions: Positions;
  readonly generations: Generations;
}

export interface SettledState {
  readonly settled: boolean;
  /** What is still behind, in words, the first few. */
  readonly waitingFor: readonly string[];
}

export const settlingLimits = { behindMax: 10, pollMs: 25, hopsMax: 12 } as const;

type Ends = ReadonlyMap<Log, readonly number[]>;

const endsSeen = async ({ services }: Settling): Promise<Ends> => {
  const logs = new Set(services.flatMap(({ inbox, events, intakes }) =>
    [inbox, events, ...intakes.map(({ source }) => source)]));
  const ends = new Map<Log, readonly number[]>();
  for (const log of logs) {
    const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
    ends.set(log, await Promise.all(partitions.map((partition) => endOf(log, partition))));
  }
  return ends;
};

const endOf = async (log: Log, partition: number): Promise<number> => {
  const outcome = await log.read(partition, Number.MAX_SAFE_INTEGER, { records: 1, bytes: 1 });
  if (outcome.kind === 'unavailable') throw new Error(`${log.topic}/${partition}: ${outcome.reason}`);
  return outcome.slice.end;
};

const viewsOf = async (
  { generations }: Settling, service: string, partitions: number,
): Promise<Projections | undefined> => {
  const current = await generations.current(service);
  return current && generations.open(service, current.generation, partitions);
};

/** Which inboxes are not answered, which views and intakes have not passed these ends. */
const behind = async (settling: Settling, ends: Ends): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { service, inbox, events, intakes } of settling.services) {
    const views = await viewsOf(settling, service, events.partitions);
    for (let partition = 0; partition < events.partitions; partition += 1) {
      const cursor = await views?.cursor(partition);
      const answered = (cursor?.cause ?? -1) + 1;
      const passed = cursor?.offset ?? 0;
      const posted = ends.get(inbox)?.[partition] ?? 0;
      const recorded = ends.get(events)?.[partition] ?? 0;
      if (answered < posted) found.push(`${inbox.topic}/${partition}: answered ${answered} of ${posted}`);
      if (passed < recorded) found.push(`view of ${events.topic}/${partition}: ${passed} of ${recorded}`);
    }
    for (const { positionName, source } of intakes) {
      for (let partition = 0; partition < source.partitions; partition += 1) {
        const passed = (await settling.positions.load(positionName, partition))?.offset ?? 0;
        const end = ends.get(source)?.[partition] ?? 0;
        if (passed < end) found.push(`${positionName}/${partition}: ${passed} of ${end}`);
      }
    }
  }
  return found;
};

const sameEnds = (a: Ends, b: Ends): boolean =>
  [...a].every(([log, ends]) => ends.join() === b.get(log)?.join());

/** Architecture.md §4: two passes with the same ends in which nothing is behind. Waits for nothing. */
export const settledNow = async (settling: Settling): Promise<SettledState> => {
  const first = await endsSeen(settling);
  const late = await behind(settling, first);
  if (late.length > 0) return { settled: false, waitingFor: late.slice(0, settlingLimits.behindMax) };
  const second = await endsSeen(settling);
  return sameEnds(first, second)
    ? { settled: true, waitingFor: [] }
    : { settled: false, waitingFor: ['the logs grew between two looks'] };
};

/**
 * Waits until everything has settled, at most `waitMs`. Under other load the logs never stand still: then
 * what was posted before the call has settled after as many rounds of "all passed the ends seen" as the
 * longest chain of messages has hops.
 */
export const settle = async (
  settling: Settling, clock: Clock, waitMs: number, signal: AbortSignal,
): Promise<SettledState> => {
  const until = clock.now() + waitMs;
  let rounds = 0;
  let target = await endsSeen(settling);
  for (;;) {
    const state = await settledNow(settling);
    if (state.settled || signal.aborted) return state;
    if ((await behind(settling, target)).length === 0) {
      rounds += 1;
      if (rounds >= settlingLimits.hopsMax) return { settled: true, waitingFor: [] };
      target = await endsSeen(settling);
    }
    if (clock.now() >= until) return state;
    await clock.wakeAt(clock.now() + settlingLimits.pollMs, signal);
  }
};

/** Whether the views have passed each of these posts. */
export const tokensPassed = async (
  tokens: readonly Token[], settling: Settling,
): Promise<boolean> => {
  for (const { service, partition, offset } of tokens) {
    const own = settling.services.find((each) => each.service === service);
    if (own === undefined || partition >= own.events.partitions) return false;
    const views = await viewsOf(settling, service, own.events.partitions);
    if (((await views?.cursor(partition))?.cause ?? -1) < offset) return false;
  }
  return true;
};
