import type { NumberKeys } from '#kernel';
import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { OrderBody, OrderCommand, OrderLine } from '#orders';
import { dice } from '../dice.js';
import type { Dice } from '../dice.js';
import { usualFaults } from '../faults.js';
import type { FaultRates } from '../faults.js';
import { at, Drawing, pick, spreadMs, start, Subject, tenant } from './drawing.js';
import type { Act } from './drawing.js';
import { drawEdits } from './drawn-edits.js';
import { drawParcels } from './drawn-parcels.js';
import { drawPayments } from './drawn-payments.js';

export interface Scenario {
  readonly seed: number;
  readonly partitions: number;
  readonly start: number;
  readonly keys: NumberKeys;
  /** Posted in phases that settle, with stock for all: the orders end the same in any case. */
  readonly raceFree: boolean;
  /** Workers of an older catalogue level come up in between. */
  readonly levels: boolean;
  readonly phases: number;
  readonly clients: readonly (readonly Act[])[];
  /** The latest payment deadline, epoch milliseconds. */
  readonly lastDeadline: number;
  readonly faults: FaultRates;
}

const nodes = ['main', 'north'] as const;
const skus = ['A', 'B', 'C'] as const;
const lateMs = 2_200;
const keyBytes = Uint8Array.from({ length: 32 }, (_, i) => i);

const orderLines = (chance: Dice): OrderLine[] =>
  Array.from({ length: 1 + chance.below(3) }, (_, line) => ({
    line: `${line + 1}`,
    sku: pick(chance, skus),
    node: pick(chance, nodes),
    quantity: `${1 + chance.below(4)}`,
    unit: 'each',
    unitPrice: '9.90',
    onShortage: chance.chance(0.3) ? 'refuse' : 'backorder',
    ...(chance.chance(0.15) && { trackStock: false }),
  }));

/** Which units go together, and how long ready ones wait for others. */
const drawRelease = (chance: Dice): Partial<OrderBody['policy']> => ({
  ...(chance.chance(0.5) ? { releaseWaitSeconds: chance.below(3) } : {}),
  ...(chance.chance(0.3) ? { shipTogether: pick(chance, ['node', 'order']) } : {}),
});

const bodyOf = (drawing: Drawing): OrderBody => {
  const { chance, raceFree } = drawing;
  const timed = !raceFree && chance.chance(0.3);
  const deadline = 800 + chance.below(12) * 400;
  if (timed) drawing.lastDeadline = Math.max(drawing.lastDeadline, start + deadline);
  return {
    placedAt: at(0),
    currency: 'EUR',
    charges: [],
    policy: {
      allOrNothing: chance.chance(0.2),
      onEmpty: 'exception',
      releaseOn: pick(chance, ['paid', 'accepted', 'dispatch']),
      timers: !raceFree,
      ...(timed ? { paymentDeadline: at(deadline) } : {}),
      ...(raceFree ? {} : drawRelease(chance)),
    },
    ...(!raceFree && chance.chance(0.2) ? { promise: at(86_400_000 + 2_000) } : {}),
    lines: orderLines(chance),
  };
};

const drawPlace = (drawing: Drawing, subject: Subject): void => {
  const { chance } = drawing;
  const { number, claim, body } = subject;
  const place: OrderCommand = { type: 'order.place', data: { number, claim, body } };
  if (chance.chance(0.3)) subject.publish(1, 'order.place', body);
  else subject.post(1, place);
  // Webhook and redirect, two tabs: the same order under another id.
  if (chance.chance(0.3)) subject.post(1, place);
  if (!drawing.raceFree && chance.chance(0.15)) {
    const other = { ...body, currency: 'USD' };
    subject.post(1, { type: 'order.place', data: { number, claim, body: other } });
  }
};

const drawShipping = (drawing: Drawing, subject: Subject): void => {
  const { chance, raceFree } = drawing;
  const { index, claim, number } = subject;
  const shipment = `${number}-S1`;
  const scope = chance.chance(0.5) ? {} : { node: pick(chance, nodes) };
  const ours = !raceFree && subject.namedByNumber && chance.chance(0.5);
  if (ours) {
    for (let tries = 0; tries < 2; tries += 1) {
      const data = { shipment, carrier: 'DHL', tracking: `T-${index}`, at: at(2_000) };
      subject.ship(2, { type: 'shipment.dispatch', data }, subject.near());
    }
  } else if (chance.chance(0.5)) {
    const fact = { kind: 'dispatch', id: `d-${index}`, at: at(2_000), carrier: 'DHL' } as const;
    const data = { claim, scope, fact };
    subject.post(2, { type: 'order.record-dispatch', data }, subject.near());
    if (chance.chance(0.3)) {
      subject.post(2, { type: 'order.record-dispatch', data: { claim, scope, fact } });
    }
  }
  const scans = ['in_transit', 'out_for_delivery', 'delivery_failed', 'delivered', 'lost'] as const;
  for (const [rank, status] of scans.entries()) {
    if (!chance.chance(rank === 3 ? 0.3 : 0.12)) continue;
    const fact = { kind: 'scan', id: `s-${index}-${rank}`, at: at(3_000 + rank), status } as const;
    subject.post(2, { type: 'order.record-scan', data: { claim, scope, fact } });
    if (chance.chance(0.3)) {
      subject.post(2, { type: 'order.record-scan', data: { claim, scope, fact } });
    }
  }
};

const drawPeople = (drawing: Drawing, subject: Subject): void => {
  const { chance, raceFree } = drawing;
  const { index, claim, body } = subject;
  const [first] = body.lines;
  if (first === undefined) return;
  const one = [{ line: first.line, quantity: '1' }];
  const what = chance.below(raceFree ? 4 : 9);
  if (what === 0 || what === 8) {
    const data = { claim, id: `c-${index}`, reason: 'customer' };
    subject.post(3, { type: 'order.cancel', data }, subject.near());
  } else if (what === 1) {
    const lines = chance.chance(0.5) ? one : [{ line: first.line }];
    const data = { claim, id: `c-${index}`, reason: 'customer', lines };
    subject.post(3, { type: 'order.cancel', data }, subject.near());
    subject.post(3, { type: 'order.cancel', data });
  } else if (what === 2) {
    const data = { claim, id: `r-${index}`, lines: one, disposition: 'restocked' } as const;
    subject.post(3, { type: 'order.record-return', data });
  } else if (what === 4) {
    const data = { claim, id: `n-${index}`, reason: 'damaged', node: first.node };
    subject.post(3, { type: 'order.record-refusal', data }, subject.near());
    if (subject.namedByNumber) subject.post(3, { type: 'order.reserve-again', data: {} }, lateMs);
  } else if (what === 5 && subject.namedByNumber) {
    const fraud = { hold: 'fraud', reason: 'check' };
    // Early, or as the goods are handed over.
    subject.post(1, { type: 'order.hold', data: fraud }, subject.near());
    subject.post(1, { type: 'order.release-hold', data: { hold: 'fraud' } }, lateMs * 2);
  } else if (what === 6) {
    subject.publish(3, 'order.cancel', { reason: 'channel', id: `c-${index}` });
  } else if (what === 7 && subject.namedByNumber) {
    const data = { exception: 'delivery-unconfirmed', reason: 'seen' };
    subject.post(3, { type: 'order.resolve', data });
  }
};

const receive = (id: string, quantity: string): StockCommand => ({
  type: 'stock.receive',
  data: { receipts: [{ id, quantity }] },
});

const drawStock = (drawing: Drawing): void => {
  const { chance, raceFree } = drawing;
  for (const node of nodes) {
    for (const sku of skus) {
      const key = stockKey(tenant, node, sku);
      const post = (command: StockCommand, afterMs?: number): void =>
        drawing.act(
          0,
          { kind: 'posted', service: 'inventory', key, command },
          afterMs === undefined ? {} : { afterMs },
        );
      if (raceFree) {
        post(receive(`${key}:1`, '200'));
        continue;
      }
      if (chance.chance(0.85)) {
        post(receive(`${key}:1`, `${chance.below(12) + 2}`), chance.below(spreadMs / 4));
      }
      if (chance.chance(0.2)) post(receive(`${key}:1`, '2'));
      if (chance.chance(0.4)) post(receive(`${key}:2`, `${chance.below(5) + 1}`), lateMs);
      if (chance.chance(0.15)) {
        post({ type: 'stock.adjust', data: { id: `a:${key}`, quantity: '-1', reason: 'broken' } });
      }
      if (chance.chance(0.1)) {
        post({ type: 'stock.count', data: { id: `c:${key}`, counted: `${chance.below(6)}` } });
      }
      if (chance.chance(0.1)) {
        const found = { id: `t:${key}`, quantity: '1', reason: 'found' };
        post({ type: 'stock.return', data: { ...found, condition: 'available' } });
      }
    }
  }
};

const drawPoison = (drawing: Drawing): void => {
  const { chance } = drawing;
  const bodies = ['', '{', '[]', '{"channel":7}', '\u0000\u0001', '{"channel":"web"}'] as const;
  for (let count = chance.below(3); count > 0; count -= 1) {
    const type = chance.chance(0.5) ? 'oms.order.place' : 'oms.no.such';
    drawing.act(1, { kind: 'published', type, body: pick(chance, bodies) });
  }
};

/** Every rate as usual, none of it, or more: some trouble shows only where others are rare. */
const drawFaults = (chance: Dice): FaultRates => {
  const drawn = (rate: number): number => Math.min(1, rate * pick(chance, [0, 0.5, 1, 2, 4]));
  const { refused, lost, ackLost, late, twice, shortRead } = usualFaults;
  const { crash, statesLost, pause, clockJump, viewLost, handover, viewsGone } = usualFaults;
  return {
    refused: drawn(refused),
    lost: drawn(lost),
    ackLost: drawn(ackLost),
    late: drawn(late),
    twice: drawn(twice),
    shortRead: drawn(shortRead),
    crash: drawn(crash),
    statesLost: drawn(statesLost),
    pause: drawn(pause),
    clockJump: drawn(clockJump),
    viewLost: drawn(viewLost),
    handover: drawn(handover),
    viewsGone: drawn(viewsGone),
  };
};

/** The same seed gives the same scenario. */
export const scenarioOf = (seed: number): Scenario => {
  const chance = dice(Math.imul(seed, 0x9e3779b1) ^ 0x5ce4a210);
  const raceFree = chance.chance(0.3);
  const bits = !raceFree && chance.chance(0.3) ? { bits: 3 + chance.below(6) } : {};
  const keys: NumberKeys = { epochs: [{ from: 0, key: keyBytes }], ...bits };
  const drawing = new Drawing(chance, keys, raceFree);
  drawStock(drawing);
  // Few bits collide only among many.
  const orders = (keys.bits === undefined ? 2 : 5) + chance.below(4);
  for (let index = 0; index < orders; index += 1) {
    const subject = new Subject(drawing, index, bodyOf(drawing));
    drawPlace(drawing, subject);
    drawPayments(drawing, subject);
    drawShipping(drawing, subject);
    drawParcels(drawing, subject);
    drawPeople(drawing, subject);
    drawEdits(drawing, subject, nodes);
  }
  drawPoison(drawing);
  const clients: Act[][] = [[], []];
  for (const act of drawing.acts) clients[chance.below(2)]?.push(act);
  return {
    seed,
    partitions: 2,
    start,
    keys,
    raceFree,
    clients,
    levels: !raceFree && chance.chance(0.4),
    phases: raceFree ? 5 : 1,
    lastDeadline: drawing.lastDeadline,
    faults: drawFaults(chance),
  };
};
