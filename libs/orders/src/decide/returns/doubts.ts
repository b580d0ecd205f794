/** Returns that are not booked: people are asked about each once, and no list is cut silently. */
import { asProse, keyOf, listed, millionths, remembering } from '#kernel';
import type { RecordReturn } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { exceptionKey, isSeen, reportedKey } from '../../state/facts.js';
import type { LineQuantity } from '../../message/quantities.js';
import { lineOf, openException } from '../../state.js';
import type { OrderState, Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { namedMax, raiseAnew } from '../exceptions.js';
import { returnsIn, waitingOf } from './returns.js';

/** Whether more is said to have come back than can ever have left. */
const isOver = (state: Placed, { line: id, quantity }: LineQuantity): boolean => {
  const line = lineOf(state, id);
  if (line === undefined) return true;
  const { cancelled = 0, restocked = 0, quarantined = 0, scrapped = 0, missing = 0 } = line.buckets;
  const most = line.ordered - cancelled - restocked - quarantined - scrapped - missing;
  return millionths(quantity) > most;
};

const kinds = ['over-return', 'return-waiting'] as const;
type Doubt = (typeof kinds)[number];

interface Doubted extends LineQuantity {
  readonly id: string;
  /** As its teller calls it. */ readonly named: string;
  readonly doubt: Doubt;
  /** What is odd about it. */ readonly why: string;
}

const doubtOf = (
  state: Placed,
  { id, goods }: RecordReturn['data'],
  waiting: LineQuantity,
): Doubted => {
  const named = goods?.id ?? id;
  if (isOver(state, waiting)) {
    const why =
      lineOf(state, waiting.line) === undefined
        ? `the order has no line ${waiting.line}`
        : 'more came back than has left';
    return { id, named, ...waiting, doubt: 'over-return', why };
  }
  return {
    id,
    named,
    ...waiting,
    doubt: 'return-waiting',
    why: 'its units had not left by then; take it back, or it waits for them',
  };
};

/** People are asked line by line about so many lines of one return, and so many at a time. */
const doubtsMax = { ofOne: 20, ofAll: 100 } as const;

/** Lines of one return that are told with others, as one. */
interface Rest {
  readonly id: string;
  readonly named: string;
  readonly lines: readonly string[];
}

interface Doubts {
  readonly single: readonly Doubted[];
  readonly rest: Readonly<Record<Doubt, readonly Rest[]>>;
}

const restsOf = (beyond: readonly Doubted[], doubt: Doubt): readonly Rest[] => {
  const rests = new Map<string, { named: string; lines: string[] }>();
  for (const { id, named, line, doubt: own } of beyond) {
    if (own !== doubt) continue;
    const rest = rests.get(id) ?? { named, lines: [] };
    rest.lines.push(line);
    rests.set(id, rest);
  }
  return [...rests].map(([id, rest]) => ({ id, ...rest }));
};

const remembered = remembering<Placed, Doubts>();

/** What people are asked about returns that are not booked; replayed history asks to wait never. */
const doubtsOf = (state: Placed): Doubts => {
  const known = remembered.get(state);
  if (known !== undefined) return known;
  const single: Doubted[] = [];
  const beyond: Doubted[] = [];
  for (const { data } of returnsIn(state.kept)) {
    const own = waitingOf(state, data)
      .map((line) => doubtOf(state, data, line))
      .filter(({ doubt }) => doubt === 'over-return' || state.terms.policy.timers);
    const most = Math.min(doubtsMax.ofOne, doubtsMax.ofAll - single.length);
    single.push(...own.slice(0, most));
    beyond.push(...own.slice(most));
  }
  const doubts = {
    single,
    rest: {
      'over-return': restsOf(beyond, 'over-return'),
      'return-waiting': restsOf(beyond, 'return-waiting'),
    },
  };
  remembered.set(state, doubts);
  return doubts;
};

/** All returns that are asked about together, as people read it: the newest first. */
const reasonOf = (asked: readonly Doubted[]): string => {
  const said = asked.toReversed().map(({ named, quantity }) => `return ${named} of ${quantity}`);
  return asProse(`${listed(said, namedMax)}: ${asked.at(-1)?.why ?? ''}`);
};

const isOf =
  (doubt: string, line: string | undefined) =>
  (one: Doubted): boolean =>
    one.doubt === doubt && one.line === line;

const isReported =
  ({ seen }: Placed) =>
  ({ id, line, doubt }: Doubted): boolean =>
    isSeen(seen, reportedKey(doubt, id, line));

/** Of each line the first return that people were not asked about. */
const unreportedOf = (state: Placed): readonly Doubted[] => {
  const first = new Map<string, Doubted>();
  for (const one of doubtsOf(state).single) {
    const key = keyOf(one.doubt, one.line);
    if (!first.has(key) && !isReported(state)(one)) first.set(key, one);
  }
  return [...first.values()];
};

/** Each return once: with others of its line that are asked about already, told with them anew. */
const askedAnew = (state: Placed): readonly OrderEvent[] =>
  unreportedOf(state).flatMap((next) => {
    const { id, line, doubt } = next;
    const stands = openException(state, doubt, line) !== undefined;
    const asked = doubtsOf(state)
      .single.filter(isOf(doubt, line))
      .filter((one) => one === next || (stands && isReported(state)(one)));
    return raiseAnew(state, { exception: doubt, line, reason: reasonOf(asked), fact: id });
  });

/** Of several that were asked about together, one waits no more: the others are told without it. */
const askedStill = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  if (before.stage === 'awaited') return nothing;
  const [now, were] = [doubtsOf(state).single, doubtsOf(before).single];
  return state.exceptions.flatMap(({ exception, line, reason }): readonly OrderEvent[] => {
    if (line === undefined || !kinds.some((kind) => kind === exception)) return [];
    const asked = now.filter(isOf(exception, line)).filter(isReported(state));
    const gone = were
      .filter(isOf(exception, line))
      .filter(isReported(before))
      .some(({ id }) => !asked.some((one) => one.id === id));
    const still = reasonOf(asked);
    return gone && asked.length > 0 && still !== reason
      ? raiseAnew(state, { exception, line, reason: still })
      : [];
  });
};

const whys: Readonly<Record<Doubt, string>> = {
  'over-return': 'more came back than has left, or of lines that the order does not have',
  'return-waiting':
    'their units had not left by then; take the returns back, or they wait for them',
};

/** Lines that are not asked about one by one: counted, and those of each return named. */
const restReason = (rests: readonly Rest[], doubt: Doubt): string => {
  const count = rests.reduce((sum, { lines }) => sum + lines.length, 0);
  const said = rests
    .toReversed()
    .map(({ named, lines }) => `return ${named} with line ${listed(lines, namedMax)}`);
  return asProse(`${count} more lines of returns: ${listed(said, namedMax)}: ${whys[doubt]}`);
};

/** More of one return than was asked about before, or another one. */
const isMore = (rests: readonly Rest[], before: readonly Rest[]): boolean =>
  rests.some(
    ({ id, lines }) => lines.length > (before.find((one) => one.id === id)?.lines.length ?? 0),
  );

/** All the others by one exception of the order, until they are booked or people have seen them. */
const restAsked = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  const were = before.stage === 'awaited' ? undefined : doubtsOf(before).rest;
  return kinds.flatMap((doubt): readonly OrderEvent[] => {
    const rests = doubtsOf(state).rest[doubt];
    if (rests.length === 0) return [];
    const reason = restReason(rests, doubt);
    const stands = openException(state, doubt);
    const isFresh =
      stands !== undefined ||
      !isSeen(state.seen, exceptionKey(doubt)) ||
      isMore(rests, were?.[doubt] ?? []);
    return isFresh && stands?.reason !== reason
      ? raiseAnew(state, { exception: doubt, reason })
      : [];
  });
};

/** A repeat waits for nobody's answer to the first. */
export const doubtfulReturns = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  for (const step of [askedAnew, askedStill, restAsked]) {
    const events = step(state, before);
    if (events.length > 0) return events;
  }
  return nothing;
};

export const isInDoubt = (state: Placed, exception: string, line: string | undefined): boolean => {
  const { single, rest } = doubtsOf(state);
  return line === undefined
    ? kinds.some((kind) => kind === exception && rest[kind].length > 0)
    : single.some(isOf(exception, line));
};
