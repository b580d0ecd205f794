import { GenerationGone, StoreUnavailable } from '#ports';
import type { Clock, Generations, Log, Position, Positions, Projections } from '#ports';
import { readsName } from '../inputs/published.js';
import { endOf } from '../log/log-end.js';
import type { Token } from './token.js';

/** What has to stand still, named by data alone: any process can ask. */
export interface SettlingService {
  readonly service: string;
  readonly inbox: Log;
  readonly events: Log;
  /** Services whose events its writers read, and what their writers say of how far. */
  readonly inputs: readonly SettlingInput[];
  /** Readers of other logs that post into this inbox, and where they keep their place. */
  readonly intakes: readonly { readonly positionName: string; readonly source: Log }[];
}

export interface SettlingInput {
  readonly source: string;
  readonly events: Log;
  /** Each partition reads the one of its own number alone. */
  readonly isSameKey: boolean;
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

export const settlingLimits = { behindMax: 10, pollMs: 25, hopsMax: 12, roundsAHop: 2 } as const;

type Ends = ReadonlyMap<Log, readonly number[]>;

const endsSeen = async ({ services }: Settling): Promise<Ends> => {
  const logs = new Set(
    services.flatMap(({ inbox, events, intakes, inputs }) => [
      inbox,
      events,
      ...inputs.map((input) => input.events),
      ...intakes.map(({ source }) => source),
    ]),
  );
  const ends = new Map<Log, readonly number[]>();
  for (const log of logs) {
    const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
    ends.set(log, await Promise.all(partitions.map((partition) => endOf(log, partition))));
  }
  return ends;
};

const viewsOf = async (
  settling: Settling,
  service: string,
  partitions: number,
): Promise<Projections | undefined> => {
  const { generations } = settling;
  const current = await generations.current(service);
  if (current === undefined) return undefined;
  const known = opened.get(settling) ?? new Map<string, Projections>();
  opened.set(settling, known);
  const views = known.get(service);
  if (views?.generation === current.generation) return views;
  const now = await generations.open(service, current.generation, partitions);
  known.set(service, now);
  return now;
};

/** `undefined` also where the store has just lost the generation: the next look finds another. */
const cursorOf = async (
  settling: Settling,
  service: string,
  views: Projections | undefined,
  partition: number,
): Promise<Position | undefined> => {
  try {
    return await views?.cursor(partition);
  } catch (error) {
    if (!(error instanceof GenerationGone)) throw error;
    opened.get(settling)?.delete(service);
    return undefined;
  }
};

/** To open a generation may cost a write: who waits looks many times. */
const opened = new WeakMap<Settling, Map<string, Projections>>();

/** How far somebody has come of what there is, and how to say it. */
interface Progress {
  readonly passed: number;
  readonly end: number;
  readonly text: string;
}

/** Where the answers to all inboxes, and all views and intakes, stand against these ends. */
const progressOf = async (settling: Settling, ends: Ends): Promise<readonly Progress[]> => {
  const found: Progress[] = [];
  const stands = (name: string, passed: number, end = 0): void => {
    found.push({ passed, end, text: `${name} ${passed} of ${end}` });
  };
  for (const { service, inbox, events, intakes, inputs } of settling.services) {
    const views = await viewsOf(settling, service, events.partitions);
    for (let partition = 0; partition < events.partitions; partition += 1) {
      const cursor = await cursorOf(settling, service, views, partition);
      stands(
        `${inbox.topic}/${partition}: answered`,
        (cursor?.inbox ?? -1) + 1,
        ends.get(inbox)?.[partition],
      );
      stands(
        `view of ${events.topic}/${partition}:`,
        cursor?.offset ?? 0,
        ends.get(events)?.[partition],
      );
    }
    for (const input of inputs) {
      for (const [own, partition] of readsOf(input, events.partitions)) {
        const name = readsName(service, own, input.source);
        const position = await settling.positions.load(name, partition);
        const end = ends.get(input.events)?.[partition];
        stands(`${name}/${partition}:`, position?.offset ?? 0, end);
      }
    }
    for (const { positionName, source } of intakes) {
      for (let partition = 0; partition < source.partitions; partition += 1) {
        const position = await settling.positions.load(positionName, partition);
        stands(
          `${positionName}/${partition}:`,
          position?.offset ?? 0,
          ends.get(source)?.[partition],
        );
      }
    }
  }
  return found;
};

/** Which partitions read which of a source. */
const readsOf = (
  { events, isSameKey }: SettlingInput,
  partitions: number,
): readonly (readonly [own: number, partition: number])[] =>
  Array.from({ length: partitions }, (_, own) => own).flatMap((own) =>
    Array.from({ length: events.partitions }, (_, partition) => partition)
      .filter((partition) => !isSameKey || partition === own)
      .map((partition) => [own, partition] as const),
  );

const notSettled = (found: readonly Progress[]): SettledState => ({
  settled: false,
  waitingFor: found.slice(0, settlingLimits.behindMax).map(({ text }) => text),
});

const isBehind = ({ passed, end }: Progress): boolean => passed < end;
/** At rest: who stands beyond the end of a log has read what the log has lost. */
const isBeyond = ({ passed, end }: Progress): boolean => passed > end;

const sameEnds = (a: Ends, b: Ends): boolean =>
  [...a].every(([log, ends]) => ends.join() === b.get(log)?.join());

/**
 * ARCHITECTURE.md §4: two passes with the same ends in which nothing is behind. Waits for nothing;
 * a log that cannot be asked is waited for.
 */
export const settledNow = async (settling: Settling): Promise<SettledState> =>
  look(settling).catch((error: unknown) => ({ settled: false, waitingFor: [String(error)] }));

const look = async (settling: Settling): Promise<SettledState> => {
  const first = await endsSeen(settling);
  const found = await progressOf(settling, first);
  const late = found.filter(isBehind);
  if (late.length > 0) return notSettled(late);
  const second = await endsSeen(settling);
  if (!sameEnds(first, second)) {
    return { settled: false, waitingFor: ['the logs grew between two looks'] };
  }
  const lost = found.filter(isBeyond);
  return lost.length > 0 ? notSettled(lost) : { settled: true, waitingFor: [] };
};

/**
 * Waits until everything stands still, at most `waitMs` (0: one look): for who compares what stands
 * there. Where others post all the time it never does. `beforeLook` runs before each look: what it
 * notes, the last look has seen.
 */
export const standstill = async (
  settling: Settling,
  clock: Clock,
  waitMs: number,
  signal: AbortSignal,
  beforeLook?: () => Promise<void>,
): Promise<SettledState> => {
  const until = clock.now() + waitMs;
  for (;;) {
    await beforeLook?.();
    const state = await settledNow(settling);
    if (state.settled || signal.aborted || clock.now() >= until) return state;
    await clock.wakeAt(clock.now() + settlingLimits.pollMs, signal);
  }
};

/**
 * Waits until everything has settled, at most `waitMs`. Under other load the logs never stand
 * still: then what was posted before the call has settled after two rounds of "all passed the ends
 * seen" a hop of the longest chain of messages: by the first an inbox is answered, beyond the ends
 * seen; by the second the answers are passed on.
 */
export const settle = async (
  settling: Settling,
  clock: Clock,
  waitMs: number,
  signal: AbortSignal,
): Promise<SettledState> => {
  const until = clock.now() + waitMs;
  const roundsMax = settlingLimits.hopsMax * settlingLimits.roundsAHop;
  let rounds = 0;
  let target: Ends | undefined;
  for (;;) {
    const state = await settledNow(settling);
    if (state.settled || signal.aborted) return state;
    try {
      if (target !== undefined && !(await progressOf(settling, target)).some(isBehind)) {
        rounds += 1;
        if (rounds >= roundsMax) return { settled: true, waitingFor: [] };
        target = undefined;
      }
      target ??= await endsSeen(settling);
    } catch {
      // A log or store that cannot be asked now: `state` says so, the next look asks again.
    }
    if (clock.now() >= until) return state;
    await clock.wakeAt(clock.now() + settlingLimits.pollMs, signal);
  }
};

/** Whether the views have passed each of these posts; false where nobody can tell. */
export const tokensPassed = (tokens: readonly Token[], settling: Settling): Promise<boolean> =>
  passed(tokens, settling).catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  });

const passed = async (tokens: readonly Token[], settling: Settling): Promise<boolean> => {
  for (const { service, partition, offset } of tokens) {
    const own = settling.services.find((each) => each.service === service);
    if (own === undefined || partition >= own.events.partitions) return false;
    const views = await viewsOf(settling, service, own.events.partitions);
    const cursor = await cursorOf(settling, service, views, partition);
    if ((cursor?.inbox ?? -1) < offset) return false;
  }
  return true;
};
