/** What happens to one invented order, as the messages that its channel sends in each phase. */
import { dayMs, instantText, never } from '#kernel';
import type { FactScope, LineQuantity, PaymentStatus, ScanStatus } from '#orders';
import type { ChannelRow } from '../rows.js';
import { dice } from './dice.js';
import type { Dice } from './dice.js';
import { endingBy } from './endings.js';
import type { OrderEnding } from './endings.js';
import type { PlannedLine, PlannedOrder } from './order.js';

type Message = ChannelRow['message'];

/** `copy` above 0: sent again under another id. */
export interface SentMessage {
  readonly message: Message;
  readonly copy: number;
}

/** In the order of sending: facts may stand before what they speak of, and more than once. */
export interface Script {
  readonly ordering: readonly SentMessage[];
  readonly shipping: readonly SentMessage[];
  readonly afterwards: readonly SentMessage[];
}

const once = (message: Message): SentMessage => ({ message, copy: 0 });
const again = (message: Message): SentMessage => ({ message, copy: 1 });

const payment = ({ ref, total }: PlannedOrder, status: PaymentStatus, ms: number): Message => ({
  type: 'order.record-payment',
  data: {
    id: `${ref}:${status}`,
    payment: `${ref}-pay`,
    status,
    amount: total,
    at: instantText(ms),
  },
});

const cancel = ({ ref }: PlannedOrder, reason: string, line?: string): Message => ({
  type: 'order.cancel',
  data: { id: `${ref}:cancel`, reason, ...(line === undefined ? {} : { lines: [{ line }] }) },
});

/** An order that waits for goods leaves when all of them are there. */
const waits = (lines: readonly PlannedLine[]): boolean =>
  lines.some(({ supply }) => supply === 'late');

/** Where the units of this order are that can be shipped: all of a node, or these. */
interface Parcel {
  readonly name: string;
  readonly scope: FactScope;
}

const shippable = ({ body, lines }: PlannedOrder): readonly PlannedLine[] => {
  const short = lines.some(({ units, arriving }) => arriving < units);
  return body.policy.allOrNothing && short ? [] : lines.filter(({ arriving }) => arriving > 0);
};

const parcelsOf = (order: PlannedOrder): readonly Parcel[] => {
  const ready = shippable(order);
  // A fact about all units would speak of cancelled and missing ones too.
  const complete =
    order.lines.length === order.body.lines.length &&
    order.lines.every(({ units, arriving }) => arriving === units);
  const nodes = [...new Set(ready.map(({ line }) => line.node))];
  if (complete && nodes.length === 1) return [{ name: 'p1', scope: {} }];
  return nodes.map((node, at) => {
    const lines = ready
      .filter(({ line }) => line.node === node)
      .map(({ line, arriving }): LineQuantity => ({ line: line.line, quantity: String(arriving) }));
    return { name: `p${at + 1}`, scope: complete ? { node } : { lines } };
  });
};

const dispatch = ({ ref }: PlannedOrder, { name, scope }: Parcel, ms: number): Message => ({
  type: 'order.record-dispatch',
  data: {
    scope,
    fact: {
      kind: 'dispatch',
      id: `${ref}:${name}:dispatch`,
      at: instantText(ms),
      carrier: 'northpost',
      tracking: `NP${ref}${name}`,
    },
  },
});

const scan = (
  { ref }: PlannedOrder,
  { name, scope }: Parcel,
  status: ScanStatus,
  ms: number,
): Message => ({
  type: 'order.record-scan',
  data: {
    scope,
    fact: { kind: 'scan', id: `${ref}:${name}:${status}`, at: instantText(ms), status },
  },
});

/** The carrier's story of one parcel, at times told late, twice or in the wrong order. */
const journey = (
  order: PlannedOrder,
  parcel: Parcel,
  ending: OrderEnding,
  chance: Dice,
): readonly SentMessage[] => {
  const { placedAt } = order;
  const left = placedAt + dayMs / 2 + chance.below(dayMs);
  const arrived = left + dayMs + chance.below(2 * dayMs) + (chance.chance(0.05) ? 6 * dayMs : 0);
  const start = once(dispatch(order, parcel, left));
  const transit = once(scan(order, parcel, 'in_transit', left + dayMs / 3));
  const end = (status: ScanStatus): Message => scan(order, parcel, status, arrived);
  switch (ending) {
    case 'on-its-way':
      return [start, transit];
    case 'lost':
      return [start, transit, once(end('lost'))];
    case 'sent-back':
      return [start, transit, once(end('returned_to_sender'))];
    case 'delivered':
    case 'returned':
    case 'line-cancelled':
    case 'cancelled-too-late': {
      const delivered = once(end('delivered'));
      const failed = once(scan(order, parcel, 'delivery_failed', arrived - dayMs / 4));
      const roll = chance.roll();
      if (roll < 0.04) return [delivered, start];
      if (roll < 0.07) return [start, delivered, transit];
      if (roll < 0.1) return [start, transit, failed, delivered];
      if (roll < 0.12) return [start, start, delivered, again(end('delivered'))];
      return roll < 0.3 ? [start, transit, delivered] : [start, delivered];
    }
    case 'cancelled':
    case 'never-wanted':
    case 'never-paid':
    case 'refused':
      return [];
    default:
      return never(ending);
  }
};

const paying = (order: PlannedOrder, ending: OrderEnding, chance: Dice): readonly SentMessage[] => {
  const { channel, placedAt } = order;
  if (ending === 'never-paid' || channel === 'b2b') return [];
  const minute = 60_000;
  const captured = once(payment(order, 'captured', placedAt + 3 * minute));
  if (channel === 'shop' || chance.chance(0.5)) return [captured];
  const authorized = once(payment(order, 'authorized', placedAt + minute));
  return chance.chance(0.05) ? [captured, authorized] : [authorized, captured];
};

/** The same reference once more with another quantity: the order stands, people hear of it. */
const conflicting = ({ body }: PlannedOrder): Message => {
  const lines = body.lines.map((line, at) =>
    at === 0 ? { ...line, quantity: String(Number(line.quantity) + 1) } : line,
  );
  return { type: 'order.place', data: { body: { ...body, lines } } };
};

const ordering = (
  order: PlannedOrder,
  ending: OrderEnding,
  chance: Dice,
): readonly SentMessage[] => {
  const { lines, body } = order;
  const place: Message = { type: 'order.place', data: { body } };
  const paid = paying(order, ending, chance);
  const roll = chance.roll();
  if (ending === 'never-wanted') return [once(cancel(order, 'changed-mind')), once(place), ...paid];
  if (ending === 'line-cancelled') {
    return [once(cancel(order, 'changed-mind', lines.at(-1)?.line.line)), once(place), ...paid];
  }
  if (roll < 0.04) return [...paid, once(place)];
  if (roll < 0.06) return [once(place), once(place), ...paid];
  if (roll < 0.08) return [once(place), ...paid, again(place)];
  return [once(place), ...paid];
};

const returned = (order: PlannedOrder, chance: Dice): readonly SentMessage[] => {
  const { ref, placedAt } = order;
  const [first] = shippable(order);
  if (first === undefined) return [];
  const roll = chance.roll();
  const disposition = roll < 0.7 ? 'restocked' : roll < 0.9 ? 'quarantined' : 'scrapped';
  const quantity = String(1 + chance.below(first.arriving));
  return [
    once({
      type: 'order.record-return',
      data: {
        id: `${ref}:return`,
        lines: [{ line: first.line.line, quantity }],
        disposition,
        at: instantText(placedAt + 12 * dayMs),
      },
    }),
  ];
};

const afterwards = (
  order: PlannedOrder,
  ending: OrderEnding,
  chance: Dice,
): readonly SentMessage[] => {
  const { ref, channel, placedAt } = order;
  const refund = channel === 'b2b' ? [] : [once(payment(order, 'refunded', placedAt + 14 * dayMs))];
  switch (ending) {
    case 'cancelled':
      return [once(cancel(order, 'changed-mind')), ...refund];
    case 'never-wanted':
      return refund;
    case 'cancelled-too-late':
      return [once(cancel(order, 'changed-mind'))];
    case 'refused':
      return [
        once({
          type: 'order.record-refusal',
          data: { id: `${ref}:refusal`, reason: 'damaged in the warehouse', goods: 'damaged' },
        }),
      ];
    case 'returned':
      return returned(order, chance);
    case 'delivered':
    case 'line-cancelled':
      return channel === 'b2b' ? [once(payment(order, 'captured', placedAt + 30 * dayMs))] : [];
    case 'on-its-way':
    case 'lost':
    case 'sent-back':
    case 'never-paid':
      return [];
    default:
      return never(ending);
  }
};

const complaint: Message = {
  type: 'order.raise-exception',
  data: { exception: 'address-doubtful', reason: 'the carrier does not know the street' },
};

/**
 * A line that is cancelled before its order comes leaves others to ship, and no doubt whether an
 * order that wants all or nothing is short of it.
 */
const endingOf = ({ lines, body }: PlannedOrder, chance: Dice): OrderEnding => {
  const ending = endingBy(chance.roll());
  const odd = ending === 'line-cancelled' && (lines.length === 1 || body.policy.allOrNothing);
  if (odd) return 'never-wanted';
  // In one phase with its dispatch, a cancel would race it.
  return ending === 'cancelled-too-late' && waits(lines) ? 'delivered' : ending;
};

/** The whole story of an order: the same one for the same seed. */
export const scriptOf = (seed: number, order: PlannedOrder): Script => {
  const { lines } = order;
  const chance = dice(seed, order.index, 1);
  const ending = endingOf(order, chance);
  const remaining = ending === 'line-cancelled' ? { ...order, lines: lines.slice(0, -1) } : order;
  const first = ordering(order, ending, chance);
  const story = parcelsOf(remaining).flatMap((parcel) =>
    journey(remaining, parcel, ending, chance),
  );
  const extra = [
    ...(chance.chance(0.01) ? [once(conflicting(order))] : []),
    ...(chance.chance(0.015) ? [once(complaint)] : []),
  ];
  const after = afterwards(remaining, ending, chance);
  if (waits(lines)) return { ordering: first, shipping: extra, afterwards: [...story, ...after] };
  const inStock = lines.every(({ units, arriving }) => arriving === units);
  return inStock && chance.chance(0.01)
    ? { ordering: [...story, ...first], shipping: extra, afterwards: after }
    : { ordering: first, shipping: [...story, ...extra], afterwards: after };
};
