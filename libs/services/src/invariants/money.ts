import { instant, lineTotal } from '#kernel';
import { carried, loose, moneyOf, returned } from '#orders';
import type { Bucket, Buckets, OrderEvent, OrderState, PaymentStatus, Placed } from '#orders';
import type { Happened, OnViolation } from './violation.js';

/** What one payment's events add up to. */
interface Counted {
  /** By the id under which each was told. */
  readonly facts: Map<string, Recorded>;
  /** Epoch milliseconds: the latest that was recorded as passed. */
  passedAt: number | undefined;
}

type Till = Map<string, Counted>;

interface Figures {
  readonly open: number;
  readonly captured: number;
  readonly refunded: number;
}

const later = (one: number | undefined, other: string): number =>
  Math.max(one ?? Number.NEGATIVE_INFINITY, instant(other));

const sumOf = ({ facts }: Counted, status: PaymentStatus): number => {
  let sum = 0;
  for (const fact of facts.values()) if (fact.status === status) sum += fact.amount;
  return sum;
};

/** Epoch milliseconds: the latest that was told and not taken back. */
const endOf = ({ facts }: Counted): number | undefined => {
  let end: number | undefined;
  for (const { expiresAt } of facts.values()) {
    if (expiresAt !== undefined) end = later(end, expiresAt);
  }
  return end;
};

/** `passed`: whether the end of an authorization has come. */
const figuresOf = (till: Till, passed: (counted: Counted) => boolean): Figures => {
  let [open, captured, refunded] = [0, 0, 0];
  for (const counted of till.values()) {
    const of = (status: PaymentStatus): number => sumOf(counted, status);
    const rest =
      Math.max(of('authorized'), 0) - Math.max(of('captured'), 0) - Math.max(of('voided'), 0);
    if (rest > 0 && !passed(counted)) open += rest;
    if (of('refunded') > 0 && of('refunded') >= of('captured')) continue;
    captured += of('captured');
    refunded += of('refunded');
  }
  return { open, captured, refunded: Math.max(refunded, 0) };
};

const isRecorded = (counted: Counted): boolean => {
  const [end, { passedAt }] = [endOf(counted), counted];
  return end !== undefined && passedAt !== undefined && passedAt >= end;
};

/** Units that are still to be paid for: neither cancelled nor back. */
const kept = (buckets: Buckets): number => {
  const back = returned.map((bucket) => (bucket === 'missing' ? 0 : (buckets[bucket] ?? 0)));
  const all = Object.values(buckets).reduce((sum, units) => sum + units, 0);
  return all - (buckets.cancelled ?? 0) - back.reduce((sum, units) => sum + units, 0);
};

/** What is owed, counted from what the order still has to deliver. */
const owedOf = ({ lines, total, terms }: Placed, { captured, refunded }: Figures): number => {
  const isCancelled =
    lines.length > 0 && lines.every(({ buckets, ordered }) => (buckets.cancelled ?? 0) === ordered);
  if (isCancelled) return 0;
  const ofLines = lines.reduce(
    (sum, { unitPrice, ordered, dropped }) =>
      sum + lineTotal(unitPrice, ordered - dropped, terms.currency),
    0,
  );
  const stays = lines.reduce(
    (sum, { unitPrice, buckets }) => sum + lineTotal(unitPrice, kept(buckets), terms.currency),
    0,
  );
  const given = refunded - Math.max(captured - total, 0);
  return Math.max(total - Math.max(ofLines - stays, given), 0);
};

const lackOf = (
  {
    terms: {
      policy: { paymentTolerance = 0 },
    },
  }: Placed,
  owed: number,
  figures: Figures,
): number =>
  owed === 0
    ? 0
    : Math.max(0, owed - paymentTolerance - (figures.captured - figures.refunded + figures.open));

const unitsOf = (buckets: Buckets, names: readonly Bucket[]): number =>
  names.reduce((sum, name) => sum + (buckets[name] ?? 0), 0);

const out: readonly Bucket[] = [...carried, 'missing'];
const isOut = ({ lines }: Placed): boolean =>
  lines.some(({ buckets }) => unitsOf(buckets, out) > 0);

/** What goods that are still at home cost, and the charges that are paid with them. */
const costAtHome = ({ lines, terms: { currency, charges } }: Placed): number => {
  if (lines.every(({ buckets }) => unitsOf(buckets, loose) === 0)) return 0;
  const cost = lines.reduce(
    (sum, { unitPrice, buckets }) =>
      sum +
      lineTotal(unitPrice, kept(buckets), currency) -
      lineTotal(unitPrice, unitsOf(buckets, out), currency),
    0,
  );
  return (
    Math.max(cost, 0) +
    Math.max(
      charges.reduce((sum, { amount }) => sum + amount, 0),
      0,
    )
  );
};

const tellings: ReadonlySet<string> = new Set(['released-unpaid', 'refunded-above-credit']);

/** As older logs have it: a fact said that these units had left, whatever was paid. */
const isForced = (shipment: string, decided: readonly OrderEvent[]): boolean =>
  decided.some(
    (event) =>
      event.type === 'shipment-fact.accepted' &&
      event.data.facts.some((reported) => reported.shipment === shipment),
  );

/**
 * Money (ARCHITECTURE.md §8), counted once more from the payments in the log: where goods wait for
 * money, nothing goes to a node unless what is owed is captured or authorized at that moment; none
 * expires while money or goods of it are out; of goods that are out for less than they cost people
 * were told; and the figures of an order are those of its payments.
 */
export class MoneyInvariant {
  readonly #tills = new Map<string, Till>();
  /** Orders of which people were told that goods are out without their money. */
  readonly #told = new Set<string>();
  /** What was owed and missing as people let the goods go without their money. */
  readonly #onAccount = new Map<string, { readonly owed: number; readonly lack: number }>();

  /** `before`: the order as it stood before the event. */
  take(
    key: string,
    happened: Happened<OrderEvent>,
    before: OrderState,
    violated: OnViolation,
  ): void {
    const { event } = happened;
    if (event.type === 'payment.recorded') {
      this.#counted(key, event.data.payment).facts.set(event.data.id, event.data);
    }
    if (event.type === 'payment.corrected') {
      this.#counted(key, event.data.payment).facts.delete(event.data.id);
    }
    if (event.type === 'payment.expired') {
      const counted = this.#counted(key, event.data.payment);
      counted.passedAt = later(counted.passedAt, event.data.expiresAt);
    }
    if (event.type === 'exception.raised' && tellings.has(event.data.exception)) {
      this.#told.add(key);
    }
    if (event.type === 'order.released-anyway' && before.stage !== 'awaited') {
      const figures = this.#figuresAt(key, before, happened.at);
      const owed = owedOf(before, figures);
      this.#onAccount.set(key, { owed, lack: lackOf(before, owed, figures) });
    }
    if (event.type === 'order.expired' && before.stage !== 'awaited') {
      this.#expired(key, before, happened.at, violated);
    }
    if (event.type !== 'line.released' || before.stage === 'awaited') return;
    const forced = event.data.shipments.every(
      ({ shipment, opened }) => opened === true || isForced(shipment, happened.decided),
    );
    if (!forced) this.#released(key, before, happened.at, violated);
  }

  /** The figures that the order shows, against those of its payments. */
  compare(key: string, state: OrderState, violated: OnViolation): void {
    if (state.stage === 'awaited') return;
    const shown = moneyOf(state);
    const counted = figuresOf(this.#till(key), isRecorded);
    for (const name of ['open', 'captured', 'refunded'] as const) {
      if (shown[name] === counted[name]) continue;
      violated(`money ${key}: ${name} ${shown[name]}, its payments come to ${counted[name]}`);
    }
    this.#unpaid(key, state, counted, violated);
  }

  #unpaid(key: string, order: Placed, figures: Figures, violated: OnViolation): void {
    const { releaseOn, timers } = order.terms.policy;
    if (!timers || releaseOn !== 'paid' || this.#told.has(key) || !isOut(order)) return;
    const owed = owedOf(order, figures);
    const lacks = lackOf(order, owed, figures) - costAtHome(order) - this.#letGo(key, owed);
    if (lacks > 0) violated(`money ${key}: goods are out, ${lacks} of it unpaid, nobody was told`);
  }

  #expired(key: string, order: Placed, at: number, violated: OnViolation): void {
    const { captured, refunded, open } = this.#figuresAt(key, order, at);
    const there = Math.max(captured - refunded, 0) + open;
    if (there > 0) violated(`money ${key}: expired with ${there} captured or authorized`);
    if (isOut(order)) violated(`money ${key}: expired while goods of it are out`);
  }

  /** At a moment: an authorization whose end has come counts no more, recorded or not. */
  #figuresAt(
    key: string,
    {
      terms: {
        policy: { timers },
      },
    }: Placed,
    at: number,
  ): Figures {
    return figuresOf(
      this.#till(key),
      (counted) =>
        isRecorded(counted) || (timers && (endOf(counted) ?? Number.POSITIVE_INFINITY) <= at),
    );
  }

  #released(key: string, order: Placed, at: number, violated: OnViolation): void {
    if (order.terms.policy.releaseOn !== 'paid') return;
    const figures = this.#figuresAt(key, order, at);
    const owed = owedOf(order, figures);
    if (lackOf(order, owed, figures) <= this.#letGo(key, owed)) return;
    const secured = figures.captured - figures.refunded + figures.open;
    violated(`money ${key}: released with ${secured} captured or authorized of ${owed} owed`);
  }

  /** How much people let go without: all as long as no more is owed than was then. */
  #letGo(key: string, owed: number): number {
    const said = this.#onAccount.get(key);
    if (said === undefined) return 0;
    return owed <= said.owed ? Number.POSITIVE_INFINITY : said.lack;
  }

  #till(key: string): Till {
    const till = this.#tills.get(key) ?? new Map<string, Counted>();
    this.#tills.set(key, till);
    return till;
  }

  #counted(key: string, payment: string): Counted {
    const till = this.#till(key);
    const counted = till.get(payment) ?? { facts: new Map(), passedAt: undefined };
    till.set(payment, counted);
    return counted;
  }
}

type Recorded = Extract<OrderEvent, { readonly type: 'payment.recorded' }>['data'];
