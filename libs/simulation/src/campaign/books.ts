import type { Decider, Message } from '#kernel';
import { stock } from '#inventory';
import type { StockState } from '#inventory';
import { order, standsOutside } from '#orders';
import type { OrderState } from '#orders';
import { isLogEvent } from '#runtime';
import { editLaws, MoneyLaw, orderLaws, ReservationLaw, returnLaw, stockLaws } from '#services';
import type { Happened } from '#services';
import type { Reader } from './log-watch.js';
import type { Offend } from './offences.js';
import type { AcceptedCause } from './rule.js';

type Say = (text: string) => void;

interface Laws<E extends Message, S> {
  /** Of one event, before it is folded. */
  readonly each?: (key: string, happened: Happened<E>, before: S, say: Say) => void;
  /** Of an aggregate, after each cause. */
  readonly after: (key: string, state: S, say: Say) => void;
}

/** Aggregates of one service, folded in plain memory; each one's laws after each cause. */
class Fold<C extends Message, E extends Message, S> implements Reader<E> {
  readonly states = new Map<string, S>();

  constructor(
    private readonly decider: Decider<C, E, S>,
    private readonly laws: Laws<E, S>,
    private readonly outside: (event: E) => boolean,
    private readonly offend: Offend,
  ) {}

  take({ events }: AcceptedCause<E>): void {
    const touched = new Set<string>();
    const say: Say = (text) => {
      this.offend('law', text);
    };
    const decided = events.flatMap(({ event }) => (isLogEvent<E>(event) ? [] : [event]));
    for (const { event, key, at, source } of events) {
      if (key === null || isLogEvent<E>(event) || this.outside(event)) continue;
      const state = this.states.get(key) ?? this.decider.initial;
      this.laws.each?.(key, { event, at, decided, isCommand: source === undefined }, state, say);
      this.states.set(key, this.decider.evolve(state, event));
      touched.add(key);
    }
    for (const key of touched) {
      const state = this.states.get(key);
      if (state !== undefined) this.laws.after(key, state, say);
    }
  }
}

/** All orders and ledgers of a run (ARCHITECTURE.md §8). */
export class Books {
  readonly orders;
  readonly stock;

  constructor(private readonly offend: Offend) {
    const money = new MoneyLaw();
    this.orders = new Fold(
      order,
      {
        each: (key, happened, before: OrderState, say) => {
          money.take(key, happened, before, say);
        },
        after: (key, state: OrderState, say) => {
          orderLaws(key, state, say);
          editLaws(key, state, say);
          returnLaw(key, state, say);
          money.compare(key, state, say);
        },
      },
      standsOutside,
      offend,
    );
    this.stock = new Fold(
      stock,
      {
        after: (key, state: StockState, say) => {
          stockLaws(key, state, say);
        },
      },
      () => false,
      offend,
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
    const law = new ReservationLaw();
    for (const [key, state] of this.orders.states) law.takeOrder(key, state);
    for (const [key, state] of this.stock.states) law.takeStock(key, state);
    law.compare((text) => this.offend('law', text));
  }
}
