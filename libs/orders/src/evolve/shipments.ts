import type { EventOf } from '../events.js';
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { LeftAgain } from '../events/returns.js';
import { isSeen, voidKey } from '../state/facts.js';
import type { ShipmentNews } from '../message/parcels.js';
import type { Bucket } from '../message/quantities.js';
import { onShipment } from '../state/shipment.js';
import type { Sent, Shipment } from '../state/shipment.js';
import type { BookedReturn, Placed } from '../state.js';
import { moveCarried, unitMoves } from '../units/units.js';
import { withGivenBack, withOpened, withStrays } from './strays.js';
import { carriedBy, asked, movedTo } from './moves.js';

/** Shipping has not told of it yet. */
const isUnreported = ({ id, lines }: Sent, { status, parcels = [] }: ShipmentNews): boolean => {
  if (parcels.some(({ parcel }) => parcel === id)) return false;
  return lines !== undefined || parcels.length === 0 || status === 'partly_dispatched';
};

const withNews = (shipment: Shipment, news: ShipmentNews): Shipment => {
  const { status, carrier, tracking, dispatchedAt, deliveredAt, parcels = [] } = news;
  const { shipment: id, node, units, cameFrom, refusals, gaveBack, opened } = shipment;
  const sent = shipment.sent.filter((one) => isUnreported(one, news));
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
  { shipment, concerns: reported = [] }: ShipmentNews,
): Placed['concerns'] => (shipments[0]?.shipment === shipment ? reported : concerns);

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

export const nodeRefused = (state: Placed, { data }: EventOf<'line.node-refused'>): Placed => ({
  ...state,
  lines: asked(movedTo(state.lines, data.moves, 'open'), data.requests),
  shipments:
    data.shipment === undefined
      ? state.shipments
      : carriedBy(state.shipments, data.shipment, data.moves, 'open'),
});

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
