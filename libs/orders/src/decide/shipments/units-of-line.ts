import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { Shipment } from '../../state/shipment.js';
import { carriedOf } from './carried.js';

const contentsOf = (parcels: Shipment['parcels'], line: string): Quantity =>
  parcels
    .flatMap(({ contents }) => contents)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);

/** What dispatches on their way to shipping name of a line. */
const namedBefore = ({ sent }: Shipment, line: string): Quantity =>
  sent
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);

/** Units in a parcel of which nobody has said what is in it. */
export const covered = (shipment: Shipment, line: string): Quantity => {
  const { parcels, sent } = shipment;
  const isWhole = sent.some(({ lines }) => lines === undefined);
  const all = isWhole
    ? carriedOf(shipment, line)
    : contentsOf(
        parcels.filter(({ whole }) => whole),
        line,
      );
  return Math.max(0, all - namedBefore(shipment, line));
};

/** Units of which no dispatch tells: with the node, or seen on their way. */
export const unreported = (shipment: Shipment, line: string): Quantity => {
  if (shipment.sent.some(({ lines }) => lines === undefined)) return 0;
  const seen = contentsOf(
    shipment.parcels.filter(({ dispatchedAt }) => dispatchedAt === undefined),
    line,
  );
  const { released = 0, cancel_pending: asked = 0 } = shipment.units[line] ?? {};
  return Math.max(0, released + asked + seen - namedBefore(shipment, line));
};

/** Units that came back to their sender: a dispatch may send them again. */
export const cameBack = ({ parcels }: Shipment, line: string): Quantity =>
  parcels
    .flatMap(({ contents }) => contents)
    .reduce(
      (sum, one) =>
        sum +
        (one.line === line && one.status === 'returned_to_sender' ? millionths(one.quantity) : 0),
      0,
    );

export const hasUnits = (one: Shipment, line: string): boolean =>
  carriedOf(one, line) > 0 || cameBack(one, line) > 0;

/** Of these lines, those of which a shipment may have units. */
export const linesIn = (
  { units, parcels }: Shipment,
  among: ReadonlySet<string>,
): readonly string[] =>
  [
    ...new Set([
      ...Object.keys(units),
      ...parcels.flatMap(({ contents }) => contents.map(({ line }) => line)),
    ]),
  ].filter((line) => among.has(line));
