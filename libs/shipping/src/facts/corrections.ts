import type { DispatchFact, LineQuantity, ShipmentFact } from '#orders';
import { compareFacts, saysGone } from '../state/facts.js';

/** A dispatch that stands, as its corrections have mended it. */
export interface Departure {
  readonly id: string;
  /** Its own id and those of its corrections: a scan may name either. */
  readonly names: readonly string[];
  /** When it left; no correction changes that. */
  readonly at: string;
  readonly carrier: string | undefined;
  readonly tracking: string | undefined;
  readonly lines: readonly LineQuantity[] | undefined;
  /** Where all of a node left. */
  readonly node: string | undefined;
  /** Its lines are those of all shipments: no fact of this one alone says what it has of them. */
  readonly isShared: boolean;
}

/** What of some facts counts: a function of their set. */
export interface Validity {
  /** In the order of leaving. */
  readonly departures: readonly Departure[];
  /** What other facts have taken back: corrections are in it where they were corrected. */
  readonly isVoid: (fact: ShipmentFact) => boolean;
  /** Corrections of what nobody told. */
  readonly dangling: readonly ShipmentFact[];
}

type Correcting = ShipmentFact & { readonly corrects: string };

/** One that names itself corrects nothing. */
const isCorrecting = (fact: ShipmentFact): fact is Correcting =>
  fact.corrects !== undefined && fact.corrects !== fact.id;

const keyOf = ({ kind, id }: Pick<ShipmentFact, 'kind' | 'id'>): string => `${kind} ${id}`;

/** What a correction means: something of its own kind first, else of the other one. */
const targetOf = (
  known: ReadonlyMap<string, ShipmentFact>,
  { kind, corrects }: Correcting,
): ShipmentFact | undefined =>
  known.get(keyOf({ kind, id: corrects })) ??
  known.get(keyOf({ kind: kind === 'scan' ? 'dispatch' : 'scan', id: corrects }));

/**
 * A scan that corrects a scan stands in its place, and so does one that corrects that. Whoever
 * takes back the correction of a dispatch lets the dispatch stand again as it was before.
 */
class Corrections {
  readonly #known: ReadonlyMap<string, ShipmentFact>;
  readonly #of = new Map<string, Correcting[]>();
  readonly #voids = new Map<string, boolean>();
  readonly dangling: ShipmentFact[] = [];

  constructor(own: readonly ShipmentFact[], wide: readonly ShipmentFact[]) {
    const facts = wide.length === 0 ? own : [...own, ...wide];
    const correcting = facts.filter(isCorrecting);
    // Nearly no order has any: nothing is looked up then, however many facts there are.
    this.#known = new Map(
      correcting.length === 0 ? [] : [...wide, ...own].map((fact) => [keyOf(fact), fact]),
    );
    for (const fact of correcting) {
      const target = targetOf(this.#known, fact);
      if (target === undefined) this.dangling.push(fact);
      else this.#of.set(keyOf(target), [...(this.#of.get(keyOf(target)) ?? []), fact]);
    }
  }

  /** Mends it, where it is a dispatch; all others void what they correct. */
  mends(fact: ShipmentFact): DispatchFact | undefined {
    if (fact.kind !== 'dispatch' || !isCorrecting(fact)) return undefined;
    const target = targetOf(this.#known, fact);
    return target?.kind === 'dispatch' ? target : undefined;
  }

  isVoid(fact: ShipmentFact): boolean {
    if (this.#of.size === 0) return false;
    const key = keyOf(fact);
    const correcting = this.#of.get(key);
    if (correcting === undefined) return false;
    const known = this.#voids.get(key);
    if (known !== undefined) return known;
    // Two corrections of each other: the one that is looked at first stands.
    this.#voids.set(key, false);
    const isReplaced = fact.kind === 'scan' && !this.#isAboutDispatch(fact);
    const found = correcting.some(
      (other) => this.mends(other) === undefined && (isReplaced || !this.isVoid(other)),
    );
    this.#voids.set(key, found);
    return found;
  }

  /** Whether its corrections lead to a dispatch. */
  #isAboutDispatch(fact: ShipmentFact): boolean {
    const seen = new Set<string>();
    let next: ShipmentFact | undefined = fact;
    while (next !== undefined && !seen.has(keyOf(next))) {
      if (next.kind === 'dispatch') return true;
      seen.add(keyOf(next));
      next = isCorrecting(next) ? targetOf(this.#known, next) : undefined;
    }
    return false;
  }

  /** The dispatch that all of its corrections mend, and how many lie between. */
  rootOf(fact: DispatchFact): { readonly root: DispatchFact; readonly depth: number } {
    const way = [fact];
    for (let root = fact; ;) {
      const mended = this.mends(root);
      // Corrections of each other mend nothing that left.
      if (mended === undefined || way.includes(mended)) return { root, depth: way.length - 1 };
      way.push(mended);
      root = mended;
    }
  }
}

const isDispatch = (fact: ShipmentFact): fact is DispatchFact => fact.kind === 'dispatch';

/** Facts of one shipment, and those of the whole order that may correct them. */
export const validityOf = (
  own: readonly ShipmentFact[],
  wide: readonly ShipmentFact[],
): Validity => {
  const facts = wide.length === 0 ? own : [...own, ...wide];
  const corrections = new Corrections(own, wide);
  const isVoid = (fact: ShipmentFact): boolean => corrections.isVoid(fact);
  const groups = new Map<DispatchFact, { readonly fact: DispatchFact; readonly depth: number }[]>();
  const dangling = new Set(corrections.dangling);
  for (const fact of facts.filter(isDispatch)) {
    // What mends nothing that is known here waits for it, and so does what mends that.
    if (dangling.has(fact) || isVoid(fact)) continue;
    const { root, depth } = corrections.rootOf(fact);
    if (isVoid(root) || dangling.has(root) || !own.includes(root)) continue;
    groups.set(root, [...(groups.get(root) ?? []), { fact, depth }]);
  }
  const departures = [...groups].map(([root, found]): Departure => {
    const latest = found
      .toSorted((one, other) => other.depth - one.depth || compareFacts(other.fact, one.fact))
      .map(({ fact }) => fact);
    const first = (field: 'carrier' | 'tracking' | 'lines' | 'node'): DispatchFact | undefined =>
      latest.find((fact) => fact[field] !== undefined);
    const lined = first('lines');
    return {
      id: root.id,
      names: found.map(({ fact }) => fact.id),
      at: root.at,
      carrier: first('carrier')?.carrier,
      tracking: first('tracking')?.tracking,
      lines: lined?.lines,
      node: first('node')?.node,
      isShared: lined !== undefined && (lined.shared === true || wide.includes(lined)),
    };
  });
  return {
    departures: departures.toSorted((one, other) => compareFacts(asFact(one), asFact(other))),
    isVoid,
    dangling: corrections.dangling,
  };
};

/** Whether any of them says something still: it is not taken back, and does not only take back. */
export const anyStands = (
  facts: readonly ShipmentFact[],
  { isVoid, dangling }: Validity,
): boolean =>
  facts.some(
    (fact) => !isVoid(fact) && (saysGone(fact) || !isCorrecting(fact) || dangling.includes(fact)),
  );

const asFact = ({ id, at }: Departure): DispatchFact => ({ kind: 'dispatch', id, at });

/** Ids of the facts that others have taken back, as people are shown them. */
export const voidedIn = (facts: readonly ShipmentFact[]): ReadonlySet<ShipmentFact> => {
  const { isVoid } = validityOf(facts, []);
  return new Set(facts.filter(isVoid));
};
