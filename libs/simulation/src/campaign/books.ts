import type { Decider, Message } from '#kernel';
import { stock } from '#inventory';
import type { StockState } from '#inventory';
import { order, standsOutside } from '#orders';
import type { OrderState } from '#orders';
import { isLogEvent } from '#runtime';
import {
  editInvariants,
  MoneyInvariant,
  orderInvariants,
  ReservationInvariant,
  returnInvariant,
  stockInvariants,
} from '#services';
import type { Happened } from '#services';
import type { Reader } from './log-watch.js';
import type { OnViolation } from './violations.js';
import type { AcceptedCause } from './rule.js';

type Say = (text: string) => void;

interface Invariants<E extends Message, S> {
  /** Of one event, before it is folded. */
  readonly each?: (key: string, happened: Happened<E>, before: S, say: Say) => void;
  /** Of an aggregate, after each cause. */
  readonly after: (key: string, state: S, say: Say) => void;
}

/** Aggregates of one service, folded in plain memory; each one's invariants after each cause. */
class Fold<C extends Message, E extends Message, S> implements Reader<E> {
  readonly states = new Map<string, S>();

  constructor(
    private readonly decider: Decider<C, E, S>,
    private readonly invariants: Invariants<E, S>,
    private readonly outside: (event: E) => boolean,
    private readonly violated: OnViolation,
  ) {}

  take({ events }: AcceptedCause<E>): void {
    const touched = new Set<string>();
    const say: Say = (text) => {
      this.violated('invariant', text);
    };
    const decided = events.flatMap(({ event }) => (isLogEvent<E>(event) ? [] : [event]));
    for (const { event, key, at, source } of events) {
      if (key === null || isLogEvent<E>(event) || this.outside(event)) continue;
      const state = this.states.get(key) ?? this.decider.initial;
      this.invariants.each?.(
        key,
        { event, at, decided, isCommand: source === undefined },
        state,
        say,
      );
      this.states.set(key, this.decider.evolve(state, event));
      touched.add(key);
    }
    for (const key of touched) {
      const state = this.states.get(key);
      if (state !== undefined) this.invariants.after(key, state, say);
    }
  }
}

/** All orders and ledgers of a run (ARCHITECTURE.md §8). */
export class Books {
  readonly orders;
  readonly stock;

  constructor(private readonly violated: OnViolation) {
    const money = new MoneyInvariant();
    this.orders = new Fold(
      order,
      {
        each: (key, happened, before: OrderState, say) => {
          money.take(key, happened, before, say);
        },
        after: (key, state: OrderState, say) => {
          orderInvariants(key, state, say);
          editInvariants(key, state, say);
          returnInvariant(key, state, say);
          money.compare(key, state, say);
        },
      },
      standsOutside,
      violated,
    );
    this.stock = new Fold(
      stock,
      {
        after: (key, state: StockState, say) => {
          stockInvariants(key, state, say);
        },
      },
      () => false,
      violated,
    );
  }

  /** Deadlines that are past and still stand. */
  due(now: number): readonly string[] {
    return [...this.orders.states].flatMap(([key, state]) =>
      (order.deadlines?.(state) ?? [])
        .filter(({ at }) => at <= now)
        .map(({ name }) => `${name} of ${key}`),
    );
  }

  /** I3, once everything has settled. */
  compare(): void {
    const invariant = new ReservationInvariant();
    for (const [key, state] of this.orders.states) invariant.takeOrder(key, state);
    for (const [key, state] of this.stock.states) invariant.takeStock(key, state);
    invariant.compare((text) => this.violated('invariant', text));
  }
}
