import { decimal, instant, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { LeftAgain, OrderEvent } from '../events.js';
import { isSeen, voidKey } from '../facts/facts.js';
import type { ShipmentNews } from '../message/parcels.js';
import type { Bucket, Move, StockAnswer, StockRequest } from '../message/quantities.js';
import { moveUnits, onLines, onShipment } from '../state.js';
import type { BookedReturn, Line, Placed, Sent, Shipment } from '../state.js';
import { moveCarried, unitMoves } from '../units/units.js';
import { withGivenBack, withOpened, withStrays } from './strays.js';

type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>;

export const asked = (lines: readonly Line[], requests: readonly StockRequest[]): readonly Line[] =>
  onLines(lines, requests, (line, request) => ({
    ...line,
    request: request.request,
    asked: millionths(request.asked),
    released: millionths(request.released),
    issued: millionths(request.issued),
  }));

export const movedTo = (
  lines: readonly Line[],
  moves: readonly Move[],
  to: Bucket,
): readonly Line[] =>
  onLines(lines, moves, (line, { from, quantity }) =>
    moveUnits(line, from, to, millionths(quantity)),
  );

const carriedBy = (
  shipments: readonly Shipment[],
  id: string,
  moves: readonly Move[],
  to: Bucket,
): readonly Shipment[] =>
  moves.length === 0
    ? shipments
    : onShipment(shipments, id, (one) => moveCarried(one, unitMoves(moves), to));

/** Units that leave whichever shipments have them, the first one first. */
const carriedTo = (
  shipments: readonly Shipment[],
  moves: readonly Move[],
  to: Bucket,
): readonly Shipment[] => {
  let next = shipments;
  for (const { line, from, quantity } of moves) {
    let rest = millionths(quantity);
    for (const { shipment, units } of next) {
      const some = Math.min(units[line]?.[from] ?? 0, rest);
      if (some === 0) continue;
      next = onShipment(next, shipment, (one) =>
        moveCarried(one, [{ line, from, quantity: some }], to),
      );
      rest -= some;
    }
  }
  return next;
};

/** Shipping has not told of it yet. */
const isUntold = ({ id, lines }: Sent, { status, parcels = [] }: ShipmentNews): boolean => {
  if (parcels.some(({ parcel }) => parcel === id)) return false;
  return lines !== undefined || parcels.length === 0 || status === 'partly_dispatched';
};

const withNews = (shipment: Shipment, news: ShipmentNews): Shipment => {
  const { status, carrier, tracking, dispatchedAt, deliveredAt, parcels = [] } = news;
  const { shipment: id, node, units, cameFrom, refusals, gaveBack, opened } = shipment;
  const sent = shipment.sent.filter((one) => isUntold(one, news));
  return {
    shipment: id,
    node,
    units,
    cameFrom,
    refusals,
    gaveBack,
    opened,
    sent,
    status,
    parcels,
    carrier,
    tracking,
    dispatchedAt,
    deliveredAt,
  };
};

/** Its first shipment tells what is wrong in all of the order. */
const concernsWith = (
  { shipments, concerns }: Placed,
  { shipment, concerns: told = [] }: ShipmentNews,
): Placed['concerns'] => (shipments[0]?.shipment === shipment ? told : concerns);

/** Stocks that are not the line's have given up what left again. */
const withoutAgain = (
  returns: readonly BookedReturn[],
  again: readonly LeftAgain[],
): readonly BookedReturn[] =>
  again.length === 0
    ? returns
    : returns.map((one) => {
        const own: Record<string, Quantity> = { ...one.again };
        for (const { id, line, quantity } of again) {
          if (id === one.id) own[line] = (own[line] ?? 0) + millionths(quantity);
        }
        return { ...one, again: own };
      });

export const followed = (
  state: Placed,
  to: Bucket,
  { news, moves, requests, again = [] }: EventOf<'line.shipped'>['data'],
): Placed => {
  const shipments = onShipment(
    carriedBy(state.shipments, news.shipment, moves, to),
    news.shipment,
    (one) => withStrays(state, one, moves),
  );
  return {
    ...state,
    lines: asked(movedTo(state.lines, moves, to), requests),
    shipments: onShipment(shipments, news.shipment, (one) => withNews(one, news)),
    concerns: concernsWith(state, news),
    returns: withoutAgain(state.returns, again),
  };
};

/**
 * What the stock answered: open units that it says nothing about have nobody who is asked for
 * them.
 */
export const answered = (
  state: Placed,
  to: Bucket,
  moves: readonly Move[],
  answer: StockAnswer,
): Placed => ({
  ...state,
  lines: onLines(movedTo(state.lines, moves, to), [answer], (line) => ({
    ...line,
    refused: millionths(answer.refused),
    awaiting: line.awaiting && answer.request < line.request,
    resting: answer.request < line.request ? line.resting : (line.buckets.open ?? 0),
  })),
});

export const released = (
  state: Placed,
  { data: { shipments } }: EventOf<'line.released'>,
): Placed => {
  const moves = shipments.flatMap((one) => one.moves);
  const planned = new Map(
    shipments.map(({ shipment, node, moves: own, opened = false }) => {
      const known = state.shipments.find((one) => one.shipment === shipment);
      const before = known ?? emptyShipment(shipment, node);
      const one = { ...moveCarried(before, unitMoves(own), 'released'), opened };
      return [shipment, withOpened(state, one, own)];
    }),
  );
  const known = new Set(state.shipments.map(({ shipment }) => shipment));
  const nodes = new Set(shipments.map(({ node }) => node));
  return {
    ...state,
    lines: movedTo(state.lines, moves, 'released'),
    shipments: [
      ...state.shipments.map((one) => planned.get(one.shipment) ?? one),
      ...[...planned.values()].filter(({ shipment }) => !known.has(shipment)),
    ],
    waits: Object.fromEntries(Object.entries(state.waits).filter(([node]) => !nodes.has(node))),
  };
};

const emptyShipment = (shipment: string, node: string): Shipment => ({
  shipment,
  node,
  status: 'planned',
  units: {},
  parcels: [],
  sent: [],
  carrier: undefined,
  tracking: undefined,
  dispatchedAt: undefined,
  deliveredAt: undefined,
  cameFrom: {},
  refusals: [],
  gaveBack: {},
  opened: false,
});

/** Out of its shipment, which is there still, for what facts tell of it later. */
export const withdrawn = (state: Placed, { data }: EventOf<'line.withdrawn'>): Placed => {
  const { shipment, moves, settled, waiting = [], resting = [], requests = [] } = data;
  let lines = movedTo(state.lines, moves, 'reserved');
  lines = movedTo(movedTo(lines, waiting, 'backordered'), resting, 'open');
  return {
    ...state,
    asking:
      settled === undefined
        ? state.asking
        : state.asking.toSpliced(state.asking.indexOf(settled), 1),
    lines: asked(lines, requests),
    shipments: onShipment(heardOf(state.shipments, settled), shipment, (one) =>
      withGivenBack(one, { moves, waiting, resting }),
    ),
  };
};

/** Shipping has answered all of it: where it told of no parcel it has refused it. */
const heardOf = (
  shipments: readonly Shipment[],
  settled: string | undefined,
): readonly Shipment[] =>
  settled === undefined
    ? shipments
    : shipments.map((one) =>
        one.sent.some(({ id }) => id === settled)
          ? { ...one, sent: one.sent.filter(({ id }) => id !== settled) }
          : one,
      );

export const cancelled = (state: Placed, { data }: EventOf<'line.cancelled'>): Placed => ({
  ...state,
  lines: asked(movedTo(state.lines, data.moves, 'cancelled'), data.requests),
  shipments:
    data.shipment === undefined
      ? state.shipments
      : carriedBy(state.shipments, data.shipment, data.moves, 'cancelled'),
  cancelReason: data.reason,
});

export const nodeRefused = (state: Placed, { data }: EventOf<'line.node-refused'>): Placed => ({
  ...state,
  lines: asked(movedTo(state.lines, data.moves, 'open'), data.requests),
  shipments:
    data.shipment === undefined
      ? state.shipments
      : carriedBy(state.shipments, data.shipment, data.moves, 'open'),
});

export const cancelRequested = (state: Placed, { data }: EventOf<'cancel.requested'>): Placed => {
  let { lines, shipments } = state;
  for (const { shipment, lines: asks } of data.shipments) {
    const moves = asks.map((one): Move => ({ ...one, from: 'released' }));
    lines = movedTo(lines, moves, 'cancel_pending');
    shipments = carriedBy(shipments, shipment, moves, 'cancel_pending');
  }
  return { ...state, lines, shipments, cancelReason: data.reason };
};

/** Units that could not be stopped: with the node again, unless they are known to have left. */
export const cancelRefused = (state: Placed, { data }: EventOf<'cancel.refused'>): Placed => {
  const shipment = state.shipments.find((one) => one.shipment === data.shipment);
  if (shipment === undefined) return state;
  const moves = data.lines.flatMap(({ line, quantity }): Move[] => {
    const pending = shipment.units[line]?.cancel_pending ?? 0;
    const some = Math.min(pending, millionths(quantity));
    return some === 0 ? [] : [{ line, quantity: decimal(some), from: 'cancel_pending' }];
  });
  return {
    ...state,
    lines: movedTo(state.lines, moves, 'released'),
    shipments: carriedBy(state.shipments, shipment.shipment, moves, 'released'),
  };
};

export const factAccepted = (
  state: Placed,
  { data: { facts, settles } }: EventOf<'shipment-fact.accepted'>,
): Placed => {
  let { shipments } = state;
  for (const { shipment, fact } of facts) {
    const { id, corrects } = fact;
    if (corrects !== undefined) {
      shipments = shipments.map((one) =>
        one.sent.length === 0
          ? one
          : { ...one, sent: one.sent.filter((each) => each.id !== corrects) },
      );
    } else if (fact.kind === 'dispatch' && !isSeen(state.seen, voidKey(id))) {
      // Of one that was taken back before it came, shipping will tell nothing.
      shipments = onShipment(shipments, shipment, (one) => ({
        ...one,
        sent: [...one.sent, { id, lines: fact.lines }],
      }));
    }
  }
  const asking = settles === undefined ? state.asking : [...state.asking, settles];
  return { ...state, shipments, asking };
};

/** Units that came back leave the shipments that brought them, the first one first. */
export const cameBack = (state: Placed, { data }: EventOf<'line.returned'>): Placed => ({
  ...state,
  lines: movedTo(state.lines, data.moves, data.disposition),
  shipments: carriedTo(state.shipments, data.moves, data.disposition),
  returns: withBooked(state.returns, data),
});

/** A return may be booked in parts, line by line. */
const withBooked = (
  returns: readonly BookedReturn[],
  { id, disposition, moves, at, told = at }: EventOf<'line.returned'>['data'],
): readonly BookedReturn[] => {
  const cameAt = told === undefined ? undefined : instant(told);
  const known = returns.find((one) => one.id === id);
  const next: BookedReturn = {
    id,
    disposition,
    moves: [...(known?.moves ?? []), ...moves],
    cameAt,
    again: known?.again ?? {},
  };
  return known === undefined
    ? [...returns, next]
    : returns.map((one) => (one === known ? next : one));
};

/** It never was: its units are out as they were before. */
export const returnCorrected = (
  state: Placed,
  { data }: EventOf<'line.return-corrected'>,
): Placed => {
  let { lines, shipments } = state;
  for (const { to, ...move } of data.moves) {
    lines = movedTo(lines, [move], to);
    shipments = carriedTo(shipments, [move], to);
  }
  return { ...state, lines, shipments, returns: state.returns.filter(({ id }) => id !== data.id) };
};

export const recorded = (
  state: Placed,
  { data: { news, fact } }: EventOf<'shipment-status.recorded'>,
): Placed => ({
  ...state,
  shipments: onShipment(state.shipments, news.shipment, (one) =>
    withNews({ ...one, sent: one.sent.filter(({ id }) => id !== fact) }, news),
  ),
  concerns: concernsWith(state, news),
});

/** Resting units are on their way again; those beyond them were cancelled and have left. */
export const askedAgain = (
  state: Placed,
  { data: { requests } }: EventOf<'line.reserve-requested'>,
): Placed => ({
  ...state,
  lines: onLines(state.lines, requests, (line, { request, asked: total }) => {
    const resting = Math.max(0, line.resting - (millionths(total) - line.asked));
    const awaiting = (line.buckets.open ?? 0) > resting;
    return { ...line, request, asked: millionths(total), resting, awaiting };
  }),
});
