/** Words for stories about one SKU. */
import { decimal, given, isRefusal, keyOf } from '#kernel';
import type { Given, Refusal } from '#kernel';
import { stock } from '../src/index.js';
import type {
  HeldUnits,
  ReservationAnswer,
  ReservationRequest,
  StockCommand,
  StockEvent,
  StockState,
} from '../src/index.js';

export type Ledger = Given<StockCommand, StockEvent, StockState>;

export const N = 'H0VD-3KFX-FA0T-8V';
export const M = 'C4BH-WF4H-MBX3-K7';
export const key = 'acme/main/CUP';

export const request = (over: Partial<ReservationRequest> = {}): ReservationRequest => ({
  order: N,
  line: '1',
  request: 1,
  asked: '0',
  released: '0',
  issued: '0',
  onShortage: 'backorder',
  ...over,
});
export const reserve = (asked: string, over: Partial<ReservationRequest> = {}): StockCommand => ({
  type: 'stock.reserve',
  data: request({ asked, ...over }),
});
export const release = (over: Partial<ReservationRequest>): StockCommand => ({
  type: 'stock.release',
  data: request(over),
});
export const issue = (over: Partial<ReservationRequest>): StockCommand => ({
  type: 'stock.issue',
  data: request(over),
});
export const recall = (asked: string, over: Partial<ReservationRequest> = {}): StockCommand => ({
  type: 'stock.recall',
  data: request({ asked, ...over }),
});
export const receive = (quantity: string, id = `receipt-${quantity}`): StockCommand => ({
  type: 'stock.receive',
  data: { receipts: [{ id, quantity }] },
});

export const answer = (over: Partial<ReservationAnswer> = {}): ReservationAnswer => ({
  order: N,
  line: '1',
  request: 1,
  reserved: '0',
  backordered: '0',
  refused: '0',
  issued: '0',
  ...over,
});

/** A ledger after these commands, none of which may be refused. */
export const after = (...commands: readonly StockCommand[]): Ledger => {
  const events: StockEvent[] = [];
  for (const command of commands) {
    const answered = given(stock, events).when(command).answer();
    if (isRefusal(answered)) throw new Error(JSON.stringify(answered));
    events.push(...answered);
  }
  return given(stock, events);
};

export const decideAll = (
  state: StockState,
  commands: readonly StockCommand[],
): { readonly state: StockState; readonly events: readonly StockEvent[] } => {
  const events: StockEvent[] = [];
  let now = state;
  for (const command of commands) {
    const answered = stock.decide(command, now, { now: 0, key });
    if (isRefusal(answered)) continue;
    events.push(...answered);
    now = answered.reduce((folded, event) => stock.evolve(folded, event), now);
  }
  return { state: now, events };
};

/** Types of an answer, or the code of its refusal: what a table of outcomes needs. */
export const outcome = (answered: readonly StockEvent[] | Refusal): readonly string[] =>
  isRefusal(answered)
    ? [answered.refused.code]
    : answered.map(({ type }) => type.replace('stock.', ''));

/** `onHand = available + reserved + unavailable, backordered` in units. */
export const totals = ({ root }: StockState): string =>
  [root.onHand, root.available, root.reserved, root.unavailable, root.backordered]
    .map(decimal)
    .join(' ');

/**
 * What breaks the invariants of ARCHITECTURE.md §8 in this ledger, seen against what its events
 * say.
 */
export const violations = (
  { root, parts }: StockState,
  reservations: ReadonlyMap<string, HeldUnits>,
): readonly string[] => {
  const found: string[] = [];
  const sum = (field: 'reserved' | 'backordered'): number =>
    [...reservations.values()].reduce((total, held) => total + held[field], 0);
  const check = (holds: boolean, invariant: string): void => {
    if (!holds) found.push(`${invariant}: ${JSON.stringify(root)}`);
  };
  check(root.onHand === root.available + root.reserved + root.unavailable, 'balance');
  check(sum('reserved') === root.reserved, 'reserved is the sum of reservations');
  check(sum('backordered') === root.backordered, 'backordered is the sum of reservations');
  check(root.available >= -root.shortfall, 'below zero only after a shortfall');
  check(root.missing >= 0 && root.missing <= root.unavailable, 'missing ones are unavailable');
  let waiting = 0;
  let notFound = 0;
  for (const [place, entry] of parts.first('q/', 100_000)) {
    const held =
      entry.kind === 'queue-entry' ? parts.get(`r/${keyOf(entry.order, entry.line)}`) : entry;
    const queue = held?.kind === 'reservation' ? held.queue : [];
    const at = queue.find(({ sequence }) => sequence === Number(place.slice(2)));
    check(at !== undefined && at.quantity > 0, `place ${place} waits for something`);
    waiting += at?.quantity ?? 0;
  }
  check(waiting === root.backordered, 'the queue holds what is backordered');
  for (const [name, held] of reservations) {
    const part = parts.get(`r/${name}`);
    const same =
      part?.kind === 'reservation' &&
      part.reserved === held.reserved &&
      part.refused === held.refused &&
      part.issued === held.issued;
    check(same && held.reserved >= 0 && held.backordered >= 0, `reservation ${name}`);
    const lost = part?.kind === 'reservation' ? part.notFound : undefined;
    if (lost === undefined) continue;
    if (lost.counts === root.counts) notFound += lost.missing;
    check(
      lost.missing >= 0 && lost.left >= 0 && lost.doubtful >= 0 && lost.doubtful <= held.reserved,
      `units of ${name} that were not found`,
    );
  }
  check(root.missing <= notFound, 'missing ones are those that nodes did not find');
  return found;
};
