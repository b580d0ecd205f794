import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { left, placeOf, returned } from '#orders';
import type { OrderState, ShipmentNews } from '#orders';
import { concernsMax, newsOf } from '#shipping';
import type { ShippingState } from '#shipping';
import type { OnViolation } from './violation.js';
import { settledReturnInvariants } from './returns.js';

type Place = (typeof left)[number];
type Places = ReadonlyMap<Place, Quantity>;

/** One line of one shipment: what is with the node, and where stands what has left. */
interface Carried {
  readonly shipment: string;
  readonly status: string;
  /** It is there by facts alone. */ readonly opened?: boolean;
  readonly node: Quantity;
  readonly gone: Places;
  /** Came back. */ readonly back: Quantity;
}

const withNode = ['released', 'cancel_pending'] as const;
const none: Omit<Carried, 'shipment' | 'status'> = { node: 0, gone: new Map(), back: 0 };

const sumOf = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
};

const goneOf = ({ parcels = [] }: ShipmentNews): ReadonlyMap<string, Places> => {
  const gone = new Map<string, Map<Place, Quantity>>();
  for (const { line, quantity, status } of parcels.flatMap(({ contents }) => contents)) {
    const places = gone.get(line) ?? new Map<Place, Quantity>();
    const place = placeOf[status];
    gone.set(line, places.set(place, (places.get(place) ?? 0) + millionths(quantity)));
  }
  return gone;
};

/** What stands outside once so many came back: taken in the order in which a return takes them. */
const without = (gone: Places, back: Quantity): Places => {
  let rest = back;
  return new Map(
    left.map((place) => {
      const some = Math.min(rest, gone.get(place) ?? 0);
      rest -= some;
      return [place, (gone.get(place) ?? 0) - some];
    }),
  );
};

/**
 * I4 between orders and shipping, once messages have settled: both tell the same status of each
 * shipment; what shipping has not sent stands with the node in both, or came back before its
 * departure was taken back; what its parcels hold stands in the order where they are, quantity for
 * quantity. More may have left than an order has units for: then people were told, and the order
 * counts fewer. No parcels of a shipment hold more than it was asked for, unless the order says so.
 */
export class ShipmentInvariant {
  readonly #orders = new Map<string, Carried>();
  readonly #shipping = new Map<string, Carried>();
  /** By shipment, as shipping tells it. */ readonly #statuses = new Map<string, string>();
  /** What is wrong with returns. */ readonly #returned: string[] = [];
  readonly #unasked = new Set<string>();
  readonly #told = new Set<string>();
  /** Orders of which people are told as many concerns as are told at a time. */
  readonly #toldAll = new Set<string>();
  readonly #over: { readonly key: string; readonly line: string; readonly id: string }[] = [];

  takeOrder(state: OrderState): void {
    if (state.stage === 'awaited') return;
    settledReturnInvariants(state, (text) => {
      this.#returned.push(text);
    });
    if (state.concerns.length >= concernsMax) this.#toldAll.add(state.number);
    for (const { exception, line = '' } of state.concerns) {
      if (exception === 'over-dispatch') this.#told.add(`${state.number} ${line}`);
    }
    for (const { shipment, status, units, opened } of state.shipments) {
      for (const [line, buckets] of Object.entries(units)) {
        this.#orders.set(`${shipment} line ${line}`, {
          shipment,
          status,
          opened,
          node: sumOf(withNode.map((bucket) => buckets[bucket] ?? 0)),
          gone: new Map(left.map((place) => [place, buckets[place] ?? 0])),
          back: sumOf(returned.map((bucket) => buckets[bucket] ?? 0)),
        });
      }
    }
  }

  takeShipments(key: string, state: ShippingState): void {
    for (const one of state.shipments) {
      const news = newsOf(state, one);
      const all = goneOf(news);
      this.#statuses.set(one.shipment, news.status);
      const units = new Map(news.lines.map(({ line, quantity }) => [line, millionths(quantity)]));
      const asked = new Map(one.planned.map(({ line, quantity }) => [line, millionths(quantity)]));
      for (const line of new Set([...asked.keys(), ...all.keys()])) {
        const gone = all.get(line) ?? none.gone;
        const away = sumOf(gone.values());
        const id = `${one.shipment} line ${line}`;
        const node = Math.max(0, (units.get(line) ?? 0) - away);
        if (away > (asked.get(line) ?? 0)) this.#over.push({ key, line: `${key} ${line}`, id });
        this.#shipping.set(id, {
          shipment: one.shipment,
          status: news.status,
          node,
          gone,
          back: 0,
        });
        if (!asked.has(line)) this.#unasked.add(id);
      }
    }
  }

  compare(violated: OnViolation): void {
    for (const text of this.#returned) violated(text);
    for (const id of new Set([...this.#orders.keys(), ...this.#shipping.keys()])) {
      // Of a line that it was not asked for the order may have no units at all.
      if (!this.#orders.has(id) && this.#unasked.has(id)) continue;
      const order: Carried = this.#orders.get(id) ?? { ...none, shipment: '', status: 'unknown' };
      // A line is none of its shipment any more once the parcels are corrected that had it.
      const shipping = this.#shipping.get(id) ?? {
        ...none,
        shipment: order.shipment,
        status: this.#statuses.get(order.shipment) ?? 'unknown',
      };
      if (order.opened === true && order.node > 0) {
        violated(`I4 ${id}: ${decimal(order.node)} with the node, which no policy has let go`);
      }
      if (!agree(order, shipping)) {
        violated(`I4 ${id}: the order counts ${movement(order)}, shipping ${movement(shipping)}`);
      }
    }
    for (const { key, line, id } of this.#over) {
      const isReported = this.#told.has(line) || this.#toldAll.has(key);
      if (!isReported) violated(`I4 ${id}: parcels hold more than was asked for, untold`);
    }
  }
}

const agree = (order: Carried, shipping: Carried): boolean => {
  if (order.status !== shipping.status) return false;
  if (order.node > shipping.node || shipping.node > order.node + order.back) return false;
  // What came back is one of those that had left, or of those that shipping has with the node; of
  // what facts took there, also of those that it has given back.
  const most = order.back - (shipping.node - order.node);
  const missing = Math.max(0, sumOf(shipping.gone.values()) - sumOf(order.gone.values()));
  const back = order.opened === true ? Math.min(most, missing) : most;
  const outside = without(shipping.gone, back);
  const [counted, reported] = [sumOf(order.gone.values()), sumOf(outside.values())];
  if (counted !== reported) return counted < reported;
  // Where a part of what came back has left again, the order knows by time which part it was.
  const stands = back > 0 ? shipping.gone : outside;
  return left.every((place) =>
    back > 0
      ? (order.gone.get(place) ?? 0) <= (stands.get(place) ?? 0)
      : (order.gone.get(place) ?? 0) === (stands.get(place) ?? 0),
  );
};

const movement = ({ status, node, gone }: Carried): string => {
  const away = left
    .filter((place) => (gone.get(place) ?? 0) > 0)
    .map((place) => `${decimal(gone.get(place) ?? 0)} ${place}`);
  return `${decimal(node)} with the node and ${away.join(', ') || 'none gone'} (${status})`;
};
