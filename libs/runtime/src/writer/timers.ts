import { invariant } from '#kernel';
import type { Message } from '#kernel';
import type { LogRecord, States } from '#ports';
import { firstDue } from './due.js';
import type { Due } from './due.js';
import { limits } from '../limits.js';
import { byRequest } from '../posting/requests.js';
import type { Assignment } from './assignment.js';

/** When a posted deadline is posted again, should it still stand in the index. */
interface Posted {
  readonly attempts: number;
  readonly again: number;
}

interface Round {
  readonly now: readonly (readonly [place: string, due: Due])[];
  /** When the next one is due, or due again; `undefined`: nothing stands in the index. */
  readonly wakeAt: number | undefined;
}

const retryMs = (attempts: number): number =>
  Math.min(limits.deadlineRetryMsMin * 2 ** Math.min(attempts, 20), limits.deadlineRetryMsMax);

/**
 * The clock of one partition: posts `deadline-reached` into the partition's own inbox for each
 * entry of the due index whose time has come, and again with growing pauses for as long as it
 * stands there: only an accepted event takes it out. Runs beside the writer until `signal` aborts.
 */
export const runTimers = async <C extends Message, E extends Message, S>(
  assignment: Assignment<C, E, S>,
  signal: AbortSignal,
): Promise<void> => {
  const { service, clock, due } = assignment;
  if (service.deadlineCommand === undefined) return;
  let posted: ReadonlyMap<string, Posted> = new Map();
  while (!signal.aborted) {
    const { store } = assignment;
    if (store === undefined) {
      await due.wait(clock, undefined, signal);
      continue;
    }
    const round = nextRound(store, posted, clock.now());
    posted = round.posted;
    if (round.now.length > 0) await post(assignment, round.now);
    else await due.wait(clock, round.wakeAt, signal);
  }
};

/**
 * What is due and the one after it. The index is looked at after every commit that changes it: at
 * little.
 */
const dueOrNext = (store: States, posted: number, now: number): ReturnType<typeof firstDue> => {
  const few = posted + 1;
  const found = firstDue(store, few);
  const last = found.at(-1)?.[1].at ?? Infinity;
  if (found.length < few || last > now) return found;
  return firstDue(store, Math.min(posted + limits.batchRecordsMax, limits.deadlinesLookedAtMax));
};

const nextRound = (
  store: States,
  before: ReadonlyMap<string, Posted>,
  now: number,
): Round & { readonly posted: ReadonlyMap<string, Posted> } => {
  const posted = new Map<string, Posted>();
  const ready: (readonly [string, Due])[] = [];
  let wakeAt: number | undefined;
  for (const [place, due] of dueOrNext(store, before.size, now)) {
    const earlier = before.get(place);
    const at = earlier?.again ?? due.at;
    if (at > now || ready.length >= limits.batchRecordsMax) {
      wakeAt = Math.min(wakeAt ?? Infinity, Math.max(at, now + 1));
      if (earlier !== undefined) posted.set(place, earlier);
      if (due.at > now) break;
      continue;
    }
    const attempts = earlier?.attempts ?? 0;
    ready.push([place, due]);
    posted.set(place, { attempts: attempts + 1, again: now + retryMs(attempts) });
  }
  return { now: ready, wakeAt, posted };
};

/** What does not arrive is posted again in its time, like what arrives and is not answered. */
const post = async <C extends Message, E extends Message, S>(
  { service, partition, inbox, random }: Assignment<C, E, S>,
  round: Round['now'],
): Promise<void> => {
  const records = round.map(([, { key, tenant, number, name, at }]): LogRecord => {
    const command = service.deadlineCommand?.(key, { name, at });
    invariant(command !== undefined, `${service.name} has no command for its deadlines`);
    return service.codec.encodeCommand({
      key,
      tenant,
      ...(number === undefined ? {} : { number }),
      id: random.id(),
      from: `/oms/${service.name}/${partition}/timers`,
      command,
    });
  });
  for (const request of byRequest(records, inbox.appendBytesMax)) {
    await inbox.append(partition, request);
  }
};
